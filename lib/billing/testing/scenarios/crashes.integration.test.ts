import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { crashDuring, withoutDatabase } from '@/dev/testing/crash'
import { deliver, eventsDuring, openEndpoint } from '@/dev/testing/hooks'
import { newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import { closeWire, lose, refuse, resetWire } from '@/dev/testing/wire'
import { db } from '@/lib/db'
import type { ItemDetails } from '../../model/subscription'
import { drainBilling } from '../../operations/worker'
import { syncCustomer } from '../../sync/sync-customer'

const start = Date.now()
const at = (seconds: number) => new Date(start + seconds * 1000)

/** Changes the seats directly in Stripe, over a connection that tests never cut. */
async function setSeats(subscriptionId: string, quantity: number) {
  const { ctx } = standIn
  const item = ctx.store.get(subscriptionId)?.items.data[0]
  ctx.call('POST', `/v1/subscriptions/${subscriptionId}`, { items: [{ id: item.id, quantity }] })
}

async function storedSeats(subscriptionId: string) {
  const row = await db().subscription.findUniqueOrThrow({ where: { stripeSubscriptionId: subscriptionId } })
  return (row.items as ItemDetails[])[0]?.quantity
}

const syncRow = (customerId: string) => db().billingSync.findUniqueOrThrow({ where: { customerId } })
const eventRow = (eventId: string) => db().stripeEvent.findUnique({ where: { eventId } })

/** Changes the seats in Stripe and returns the event. */
async function seatEvent(stripeCustomerId: string, subscriptionId: string, seats: number) {
  const events = await eventsDuring(stripeCustomerId, () => setSeats(subscriptionId, seats))
  const event = events.find(({ type }) => type === 'customer.subscription.updated')
  if (!event) throw new Error('changing the seats did not create an event')
  return event
}

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

describe('a process that stops', () => {
  it('S1-05 applies an event that was stored before the stop, with or without a redelivery', async () => {
    const { customer, subscriptionId } = await newSubscriber('business', { seats: 1 })
    const event = await seatEvent(customer.stripeCustomerId, subscriptionId, 4)
    // The first edge comes after the statement that stores the event. The event is committed, but no 200 was sent.
    expect(await crashDuring(1, () => deliver(event))).toBe(true)
    expect(await eventRow(event.id)).toMatchObject({ state: 'received' })
    expect(await storedSeats(subscriptionId)).toBe(1)
    expect(await deliver(event)).toBe(200)
    await drainBilling(at(0))
    expect(await storedSeats(subscriptionId)).toBe(4)
    expect(await eventRow(event.id)).toMatchObject({ state: 'done' })
  })

  it('S1-05 does not return 200 for an event that was not stored before a crash, and processes its redelivery', async () => {
    const { customer, subscriptionId } = await newSubscriber('business', { seats: 1 })
    const event = await seatEvent(customer.stripeCustomerId, subscriptionId, 4)
    expect(await crashDuring(0, () => deliver(event))).toBe(true)
    expect(await eventRow(event.id)).toBeNull()
    expect(await deliver(event)).toBe(200)
    await drainBilling(at(0))
    expect(await storedSeats(subscriptionId)).toBe(4)
  })

  it('S1-06 reaches the right state after a stop at any step of a sync, and stores each fact once', async () => {
    const { customer, subscriptionId, viewer } = await newSubscriber('business', { seats: 1, trialDays: 7 })
    const sync = () => syncCustomer(customer.id, at(0))
    let edge = 0
    for (let crashed = true; crashed; edge++) {
      const seats = edge + 2
      await deliver(await seatEvent(customer.stripeCustomerId, subscriptionId, seats))
      crashed = await crashDuring(edge, sync)
      await sync()
      expect(await storedSeats(subscriptionId), `after a stop at edge ${edge}`).toBe(seats)
    }
    const { dirtySeq, syncedSeq } = await syncRow(customer.id)
    expect(syncedSeq).toBe(dirtySeq)
    expect(edge).toBeGreaterThan(15)
    const facts = await db().billingFact.findMany({ where: { teamId: viewer.teamId, kind: 'trial_used' } })
    expect(facts.map(({ key }) => key)).toContain(viewer.teamId)
    expect(new Set(facts.map(({ key }) => key)).size).toBe(facts.length)
    expect(await db().subscription.count({ where: { customerId: customer.id } })).toBe(1)
  })

  it('S2-59 leaves an event for the next worker, and a late failure never reopens a finished event', async () => {
    const { customer, subscriptionId } = await newSubscriber('business', { seats: 1 })
    const event = await seatEvent(customer.stripeCustomerId, subscriptionId, 2)
    await deliver(event)
    expect(await crashDuring(4, () => drainBilling(at(0)))).toBe(true)
    expect((await syncRow(customer.id)).leaseUntil).toEqual(at(60))
    expect(await eventRow(event.id)).toMatchObject({ state: 'received' })
    expect(await drainBilling(at(59))).toBe(0)
    await drainBilling(at(61))
    expect(await eventRow(event.id)).toMatchObject({ state: 'done' })
    const next = await seatEvent(customer.stripeCustomerId, subscriptionId, 3)
    await deliver(next)
    refuse('GET', /^\/v1\/subscriptions$/, 500)
    await drainBilling(at(62))
    expect(await eventRow(event.id)).toMatchObject({ state: 'done' })
    expect(await eventRow(next.id)).toMatchObject({ state: 'received' })
  })
})

describe('outages', () => {
  it('S2-44 returns 5xx while the database is down, and stores the redelivery', async () => {
    const { customer, subscriptionId } = await newSubscriber('business', { seats: 1 })
    const endpoint = await openEndpoint()
    const event = await withoutDatabase(async () => {
      const made = await seatEvent(customer.stripeCustomerId, subscriptionId, 5)
      await standIn.deliveries.idle()
      return made
    })
    expect(endpoint.statuses.length).toBeGreaterThan(0)
    expect(new Set(endpoint.statuses)).toEqual(new Set([500]))
    standIn.deliveries.resend(event.id)
    await standIn.deliveries.idle()
    expect(endpoint.statuses.at(-1)).toBe(200)
    await endpoint.close()
    await drainBilling(at(0))
    expect(await storedSeats(subscriptionId)).toBe(5)
  })

  it.each([
    ['429', 429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests' }],
    ['500', 500, undefined],
    ['a broken connection', 0, undefined],
  ])(
    'S2-45 keeps the old state, counts the attempt, and retries later when a sync fails with %s',
    async (_name, status, error) => {
      const { customer, subscriptionId } = await newSubscriber('business', { seats: 2 })
      const event = await seatEvent(customer.stripeCustomerId, subscriptionId, 8)
      expect(await deliver(event)).toBe(200)
      const list = /^\/v1\/subscriptions$/
      if (status === 0) lose('GET', list)
      else refuse('GET', list, status, error)
      await drainBilling(at(0))
      expect(await storedSeats(subscriptionId)).toBe(2)
      const row = await syncRow(customer.id)
      expect(row).toMatchObject({ attempts: 1, lastError: expect.any(String), leaseUntil: null })
      expect(row.nextAttemptAt?.getTime()).toBeGreaterThan(at(0).getTime())
      // The sync is not retried early. After the retry, the state is right again.
      await drainBilling(at(0))
      expect(await storedSeats(subscriptionId)).toBe(2)
      await drainBilling(at(5))
      expect(await storedSeats(subscriptionId)).toBe(8)
      expect(await syncRow(customer.id)).toMatchObject({ attempts: 0, lastError: null, nextAttemptAt: null })
    },
  )
})
