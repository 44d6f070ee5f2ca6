import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { crashDuring } from '@/dev/testing/crash'
import { deliverAll, eventsDuring, eventsFor } from '@/dev/testing/hooks'
import { newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import { closeWire, delay, hold, lose, refuse, resetWire } from '@/dev/testing/wire'
import { db } from '@/lib/db'
import { getBilling } from '../../access/billing-page'
import { getCatalog } from '../../catalog/catalog'
import { startCheckout } from '../../checkout/start-checkout'
import { ensureCustomer } from '../../customers/ensure-customer'
import { drainBilling } from '../../operations/worker'
import { stripe } from '../../stripe/client'
import { advanceClosings, beginClosing, closingState } from '../../subscriptions/close-account'
import { setSeats } from '../../subscriptions/seats'

const start = Date.now()
const at = (seconds: number) => new Date(start + seconds * 1000)
const list = /^\/v1\/subscriptions$/
const statusOf = (id: string) => standIn.ctx.store.get(id)?.status
const begin = (teamId: string) => db().$transaction((tx) => beginClosing(tx, teamId))

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

describe('closing an account', () => {
  it('S1-25 ends live subscriptions before the account is closed, no matter where the process stops', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    const { teamId } = viewer
    const price = (await getCatalog()).priceId('pro', 'month')
    let clock = 0
    let edge = 0
    for (let crashed = true; crashed; edge++) {
      // Use the same team again, with a subscription and an open Checkout.
      await db().billingCustomer.update({ where: { id: customer.id }, data: { lifecycle: 'live' } })
      const made = { customer: customer.stripeCustomerId, items: [{ price }] }
      const { id } = standIn.ctx.call('POST', '/v1/subscriptions', made)
      const line_items = [{ price, quantity: 1 }]
      const session = standIn.ctx.call('POST', '/v1/checkout/sessions', {
        mode: 'subscription',
        customer: customer.stripeCustomerId,
        line_items,
        success_url: 'http://localhost:3000/',
      })
      await begin(teamId)
      crashed = await crashDuring(edge, () => advanceClosings(at(clock)))
      if ((await closingState(teamId)) === 'closed') expect(statusOf(id), `closed at edge ${edge}`).toBe('canceled')
      // The lease of a dead process expires after a minute. A recorded failure waits a little longer.
      clock += 120
      if (crashed) await advanceClosings(at(clock))
      expect(await closingState(teamId), `after a stop at edge ${edge}`).toBe('closed')
      expect([statusOf(id), statusOf(session.id)]).toEqual(['canceled', 'expired'])
      standIn.ctx.transaction(() => standIn.ctx.store.remove(id))
    }
    expect(edge).toBeGreaterThan(15)
  })

  it.each([
    ['already canceled', 0],
    ['missing', 404],
  ])('S1-26 closes the account even if Stripe reports that the subscription is %s', async (_name, status) => {
    const { viewer, subscriptionId } = await newSubscriber('pro')
    await begin(viewer.teamId)
    if (status === 404) {
      const error = { type: 'invalid_request_error', code: 'resource_missing', message: 'No such subscription' }
      refuse('DELETE', new RegExp(`^/v1/subscriptions/${subscriptionId}$`), 404, error)
    }
    const held = hold('GET', list)
    const closing = drainBilling(at(0))
    await held.arrived
    standIn.ctx.call('DELETE', `/v1/subscriptions/${subscriptionId}`)
    held.release()
    await closing
    expect(await closingState(viewer.teamId)).toBe('closed')
  })

  it('S1-26 closes the account even if the customer was deleted in Stripe', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    await stripe().customers.del(customer.stripeCustomerId)
    await begin(viewer.teamId)
    await drainBilling(at(0))
    expect(await closingState(viewer.teamId)).toBe('closed')
  })

  it('S1-27 keeps the account closed when late events arrive, and cancels the late subscription with an alert', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    await begin(viewer.teamId)
    await drainBilling(at(0))
    const price = (await getCatalog()).priceId('business', 'month')
    const events = await eventsDuring(customer.stripeCustomerId, () =>
      stripe().subscriptions.create({ customer: customer.stripeCustomerId, items: [{ price }] }),
    )
    await deliverAll(events)
    await drainBilling(at(1))
    const subscriptions = standIn.ctx.store.of(customer.stripeCustomerId).filter((one) => one.object === 'subscription')
    expect(subscriptions.map(({ status }) => status)).toEqual(['canceled', 'canceled'])
    const alerts = await db().billingAlert.findMany({ where: { teamId: viewer.teamId, kind: 'late_subscription' } })
    expect(alerts).toHaveLength(1)
    expect(await closingState(viewer.teamId)).toBe('closed')
    await expect(ensureCustomer(viewer)).rejects.toMatchObject({ code: 'conflict' })
    await expect(startCheckout(viewer, { plan: 'pro', interval: 'month' }, at(2))).rejects.toMatchObject({
      code: 'conflict',
    })
  })
})

describe('seats', () => {
  const update = (id: string) => new RegExp(`^/v1/subscriptions/${id}$`)
  const seatsAt = (id: string) => standIn.ctx.store.get(id)?.items.data[0].quantity as number

  it('S1-32 keeps the later of two changes, even if it reaches Stripe first', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('business', { seats: 3 })
    const held = delay('POST', update(subscriptionId))
    const four = setSeats(viewer, 4, at(0))
    await held.arrived
    await setSeats(viewer, 5, at(1))
    // The first update stalls past its lease, so the background loop sends the newest seat count.
    await drainBilling(at(90))
    expect(seatsAt(subscriptionId)).toBe(5)
    held.release()
    await four
    for (const later of [200, 300, 400]) {
      await drainBilling(at(later))
      await deliverAll(eventsFor(customer.stripeCustomerId))
    }
    await drainBilling(at(500))
    expect(seatsAt(subscriptionId)).toBe(5)
    expect(await getBilling(viewer)).toMatchObject({ seats: 5 })
    const target = await db().seatTarget.findUniqueOrThrow({ where: { teamId: viewer.teamId } })
    expect(target).toMatchObject({ desired: 5, appliedSeq: target.desiredSeq })
  })

  it('S1-32 sends an absolute number, so a lost response does not add seats twice', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('business', { seats: 3 })
    lose('POST', update(subscriptionId))
    expect(await setSeats(viewer, 4, at(0))).toBe('pending')
    resetWire()
    await drainBilling(at(90))
    await deliverAll(eventsFor(customer.stripeCustomerId))
    await drainBilling(at(200))
    expect(seatsAt(subscriptionId)).toBe(4)
    expect(await getBilling(viewer)).toMatchObject({ seats: 4 })
  })
})
