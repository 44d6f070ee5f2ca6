import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { deliver, deliverAll, eventsDuring } from '@/dev/testing/hooks'
import { newOwner, newSubscriber, openShop, payCheckout } from '@/dev/testing/shop'
import { closeWire, exchangesDuring, hold, resetWire } from '@/dev/testing/wire'
import { db } from '@/lib/db'
import { effectivePlan } from '../../access/entitlements'
import { startCheckout } from '../../checkout/start-checkout'
import { ensureCustomer } from '../../customers/ensure-customer'
import type { ItemDetails } from '../../model/subscription'
import { drainBilling } from '../../operations/worker'
import { markDirty } from '../../store/mark-dirty'
import { readCustomer } from '../../store/stored-customer'
import { stripe } from '../../stripe/client'
import { syncCustomer } from '../../sync/sync-customer'

const now = () => new Date()
const later = (seconds: number) => new Date(Date.now() + seconds * 1000)
const subscriptions = /^\/v1\/subscriptions$/

/** Different seat counts make states easy to tell apart. */
async function setSeats(subscriptionId: string, quantity: number) {
  const { items } = await stripe().subscriptions.retrieve(subscriptionId)
  await stripe().subscriptions.update(subscriptionId, { items: [{ id: items.data[0]?.id, quantity }] })
}

async function stored(subscriptionId: string) {
  const row = await db().subscription.findUniqueOrThrow({ where: { stripeSubscriptionId: subscriptionId } })
  return { status: row.status, seats: (row.items as ItemDetails[])[0]?.quantity }
}

const counters = (id: string) =>
  db().billingSync.findUniqueOrThrow({ where: { customerId: id }, select: { dirtySeq: true, syncedSeq: true } })

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

describe('a sync', () => {
  it('S1-01 does not overwrite newer state with an older response that arrives late', async () => {
    const { customer, subscriptionId } = await newSubscriber('business', { seats: 2 })
    await setSeats(subscriptionId, 3)
    await markDirty(customer.id)
    const held = hold('GET', subscriptions)
    const first = syncCustomer(customer.id, now())
    await held.arrived
    await setSeats(subscriptionId, 4)
    await markDirty(customer.id)
    await syncCustomer(customer.id, now())
    held.release()
    await first
    expect(await stored(subscriptionId)).toMatchObject({ seats: 4 })
    const { dirtySeq, syncedSeq } = await counters(customer.id)
    expect(syncedSeq).toBe(dirtySeq)
  })

  it('S1-01 does not treat a change during a fetch as synced', async () => {
    const { customer, subscriptionId } = await newSubscriber('business', { seats: 2 })
    await markDirty(customer.id)
    const held = hold('GET', subscriptions)
    const sync = syncCustomer(customer.id, now())
    await held.arrived
    await deliverAll(await eventsDuring(customer.stripeCustomerId, () => setSeats(subscriptionId, 6)))
    held.release()
    await sync
    const { dirtySeq, syncedSeq } = await counters(customer.id)
    expect(syncedSeq).toBeLessThan(dirtySeq)
    await drainBilling(now())
    expect(await stored(subscriptionId)).toMatchObject({ seats: 6 })
  })

  it('S1-07 rejects a write from a worker whose lease has expired, and keeps the next worker’s state', async () => {
    const { customer, subscriptionId } = await newSubscriber('business', { seats: 2 })
    await deliverAll(await eventsDuring(customer.stripeCustomerId, () => setSeats(subscriptionId, 3)))
    const held = hold('GET', subscriptions)
    const stalled = drainBilling(now())
    await held.arrived
    await deliverAll(await eventsDuring(customer.stripeCustomerId, () => setSeats(subscriptionId, 7)))
    // No other worker takes the work before the lease expires. The next worker takes it a second later.
    expect(await drainBilling(later(30))).toBe(0)
    expect(await drainBilling(later(61))).toBe(1)
    const written = await db().billingSync.findUniqueOrThrow({ where: { customerId: customer.id } })
    held.release()
    await stalled
    expect(await stored(subscriptionId)).toMatchObject({ seats: 7 })
    const after = await db().billingSync.findUniqueOrThrow({ where: { customerId: customer.id } })
    expect(after.version).toBe(written.version)
  })
})

describe('events out of order', () => {
  it.each([
    ['in order', (events: object[]) => events],
    ['in reverse order', (events: object[]) => [...events].reverse()],
  ])('S1-02 keeps the later of two changes made in the same second and delivered %s', async (_name, order) => {
    const { customer, subscriptionId } = await newSubscriber('business', { seats: 2 })
    const events = await eventsDuring(customer.stripeCustomerId, async () => {
      await setSeats(subscriptionId, 5)
      await setSeats(subscriptionId, 9)
    })
    const sameSecond = events.map((event) => ({ ...event, created: 1_795_000_000 }))
    for (const event of order(sameSecond) as typeof events) {
      await deliver(event)
      await drainBilling(now())
    }
    expect(await stored(subscriptionId)).toMatchObject({ seats: 9 })
  })

  it('S1-03 creates one active subscription when several workers process its events at once', async () => {
    const viewer = await newOwner()
    await startCheckout(viewer, { plan: 'pro', interval: 'month' }, now())
    const { sessionId } = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: viewer.teamId } })
    const customer = await ensureCustomer(viewer)
    const events = await eventsDuring(customer.stripeCustomerId, async () => payCheckout(sessionId ?? ''))
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['checkout.session.completed', 'customer.subscription.created', 'invoice.paid']),
    )
    await Promise.all(events.map(deliver))
    const sync = () => syncCustomer(customer.id, now())
    await Promise.all([drainBilling(now()), sync(), sync(), drainBilling(now())])
    await drainBilling(now())
    const row = await readCustomer(viewer.teamId)
    expect(row?.subscriptions.map(({ status }) => status)).toEqual(['trialing'])
    expect(effectivePlan(row, now())).toBe('pro')
  })

  it('S1-04 keeps a subscription canceled when `deleted` arrives before `updated`', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    const events = await eventsDuring(customer.stripeCustomerId, async () => {
      await stripe().subscriptions.update(subscriptionId, { metadata: { note: 'about to leave' } })
      await stripe().subscriptions.cancel(subscriptionId)
    })
    for (const event of [...events].reverse()) {
      await deliver(event)
      await drainBilling(now())
    }
    expect(await stored(subscriptionId)).toMatchObject({ status: 'canceled' })
    expect(effectivePlan(await readCustomer(viewer.teamId), now())).toBe('free')
  })
})

describe('an event storm', () => {
  it('S2-57 handles fifty events for one customer with one sync', async () => {
    const { customer, subscriptionId } = await newSubscriber('business', { seats: 1 })
    const events = await eventsDuring(customer.stripeCustomerId, async () => {
      for (let seats = 2; seats <= 26; seats++) await setSeats(subscriptionId, seats)
    })
    const storm = [...events, ...events].slice(0, 50).map((event, index) => ({ ...event, id: `evt_storm_${index}` }))
    expect(storm).toHaveLength(50)
    await deliverAll(storm)
    const exchanges = await exchangesDuring(() => drainBilling(now()))
    expect(exchanges.filter(({ path }) => path === '/v1/subscriptions')).toHaveLength(1)
    expect(exchanges.length).toBeLessThan(25)
    expect(await stored(subscriptionId)).toMatchObject({ seats: 26 })
  })
})
