import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breakStripe, callsDuring, giveCard, newSubscriber, openShop, restoreStripe, standIn } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { drainBilling } from '../operations/worker'
import { stripe } from '../stripe/client'
import { syncNow } from '../sync/sync-now'
import { pushSeats, setSeats } from './seats'

let moment = Date.now()
const later = () => {
  moment += 3_600_000
  return new Date(moment)
}
const quantityOf = async (id: string) => (await stripe().subscriptions.retrieve(id)).items.data[0]?.quantity
const targetOf = (teamId: string) => db().seatTarget.findUniqueOrThrow({ where: { teamId } })

beforeAll(openShop)
afterAll(() => standIn.close())

describe('seats', () => {
  it('match the last of several concurrent orders', async () => {
    const { viewer, subscriptionId } = await newSubscriber('business', { seats: 3 })
    await Promise.all([4, 5, 6, 7].map((seats) => setSeats(viewer, seats, later())))
    await drainBilling(later())
    await drainBilling(later())
    const { desired, desiredSeq, appliedSeq } = await targetOf(viewer.teamId)
    expect(appliedSeq).toBe(desiredSeq)
    expect(desiredSeq).toBe(4n)
    expect(await quantityOf(subscriptionId)).toBe(desired)
  })

  it('are pushed again if an older order reaches Stripe after a newer one', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('business', { seats: 3 })
    await setSeats(viewer, 4, later())
    await setSeats(viewer, 5, later())
    expect(await quantityOf(subscriptionId)).toBe(5)
    const [item] = (await stripe().subscriptions.retrieve(subscriptionId)).items.data
    const older = { items: [{ id: item?.id, quantity: 4 }], metadata: { seats_seq: '1' } }
    await stripe().subscriptions.update(subscriptionId, older)
    await syncNow(customer.id, later())
    expect((await targetOf(viewer.teamId)).appliedSeq).toBe(1n)
    expect(await pushSeats(later())).toBe(1)
    expect(await quantityOf(subscriptionId)).toBe(5)
  })

  it('follow a change made in the portal', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('business', { seats: 3 })
    await setSeats(viewer, 4, later())
    const [item] = (await stripe().subscriptions.retrieve(subscriptionId)).items.data
    await stripe().subscriptions.update(subscriptionId, { items: [{ id: item?.id, quantity: 9 }] })
    await syncNow(customer.id, later())
    expect(await targetOf(viewer.teamId)).toMatchObject({ desired: 9, desiredSeq: 1n, appliedSeq: 1n })
    expect(await pushSeats(later())).toBe(0)
  })

  it('ordered in quick succession are pushed together', async () => {
    const { viewer, subscriptionId } = await newSubscriber('business', { seats: 1 })
    const at = later()
    const calls = await callsDuring(async () => {
      for (const seats of [2, 3, 4, 5, 6]) await setSeats(viewer, seats, at)
    })
    const pushes = (all: string[]) => all.filter((call) => call === `POST /v1/subscriptions/${subscriptionId}`)
    expect(pushes(calls)).toHaveLength(1)
    expect(pushes(await callsDuring(() => pushSeats(later())))).toHaveLength(1)
    expect(await quantityOf(subscriptionId)).toBe(6)
  })

  it('do not change if the card is declined', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('business', { seats: 2 })
    await giveCard(customer.stripeCustomerId, 'pm_card_chargeCustomerFail')
    await syncNow(customer.id, later())
    await expect(setSeats(viewer, 8, later())).rejects.toMatchObject({ code: 'payment_required' })
    expect(await quantityOf(subscriptionId)).toBe(2)
    expect(await targetOf(viewer.teamId)).toMatchObject({ desired: 2 })
    expect(await pushSeats(later())).toBe(0)
  })

  it('wait while Stripe is down and are pushed afterwards', async () => {
    const { viewer, subscriptionId } = await newSubscriber('business', { seats: 2 })
    await breakStripe({ method: 'POST', path: `/v1/subscriptions/${subscriptionId}`, status: 500, times: 3 })
    expect(await setSeats(viewer, 3, later())).toBe('pending')
    await restoreStripe()
    await drainBilling(later())
    expect(await quantityOf(subscriptionId)).toBe(3)
  })

  it('are rejected if the plan has no seats or not that many', async () => {
    const { viewer } = await newSubscriber('pro')
    await expect(setSeats(viewer, 3, later())).rejects.toMatchObject({ code: 'not_found' })
    const business = await newSubscriber('business')
    await expect(setSeats(business.viewer, 500, later())).rejects.toMatchObject({ code: 'conflict' })
  })
})
