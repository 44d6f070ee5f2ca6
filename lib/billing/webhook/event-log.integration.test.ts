import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliver, deliverAll, eventOf, eventsDuring } from '@/dev/testing/hooks'
import { breakStripe, newOwner, newSubscriber, openShop, restoreStripe, standIn } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { getBilling } from '../access/billing-page'
import { drainBilling } from '../operations/worker'
import { stripe } from '../stripe/client'
import { listEvents, pruneEvents, replayEvent } from './event-log'

const now = () => new Date()
const entry = (eventId: string) => db().stripeEvent.findUniqueOrThrow({ where: { eventId } })

beforeAll(openShop)
afterAll(() => standIn.close())

describe('the event log', () => {
  it('records each event with its failed attempts and its result', async () => {
    const { customer, subscriptionId } = await newSubscriber('pro')
    const [event] = await eventsDuring(customer.stripeCustomerId, () =>
      stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' }),
    )
    const id = event?.id ?? ''
    await deliverAll(event ? [event] : [])
    expect(await entry(id)).toMatchObject({ state: 'received', attempts: 0, source: 'webhook', result: null })
    await breakStripe({ method: 'GET', path: `/v1/customers/${customer.stripeCustomerId}`, status: 500, times: 3 })
    await drainBilling(now())
    expect(await entry(id)).toMatchObject({ state: 'received', attempts: 1, error: expect.any(String) })
    await restoreStripe()
    await drainBilling(new Date(Date.now() + 3_600_000))
    expect(await entry(id)).toMatchObject({
      state: 'done',
      result: 'synced',
      error: null,
      processedAt: expect.any(Date),
    })
    expect((await listEvents(10, customer.stripeCustomerId))[0]?.eventId).toBe(id)
  })

  it('marks every event covered by a sync as done', async () => {
    const { customer, subscriptionId } = await newSubscriber('pro')
    const events = await eventsDuring(customer.stripeCustomerId, async () => {
      await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
      await stripe().subscriptions.update(subscriptionId, { cancel_at: '' })
    })
    await deliverAll(events)
    await drainBilling(now())
    for (const { id } of events) expect(await entry(id)).toMatchObject({ state: 'done' })
  })

  it('replays an event that is stored or that Stripe still has, and returns null for an unknown one', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    const [event] = await eventsDuring(customer.stripeCustomerId, () =>
      stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' }),
    )
    expect(await replayEvent(event?.id ?? '', now())).toMatchObject({ state: 'done', source: 'replay' })
    expect(await getBilling(viewer)).toMatchObject({ state: 'canceling' })
    await stripe().subscriptions.update(subscriptionId, { cancel_at: '' })
    expect(await replayEvent(event?.id ?? '', now())).toMatchObject({ state: 'done' })
    expect(await getBilling(viewer)).toMatchObject({ state: 'active' })
    expect(await replayEvent('evt_unknown', now())).toBeNull()
  })

  it('deletes settled events after 90 days, and a later duplicate is harmless', async () => {
    const { customer } = await newSubscriber('pro')
    const old = eventOf('customer.updated', { id: customer.stripeCustomerId, object: 'customer' })
    await deliver(old)
    await drainBilling(now())
    const waiting = eventOf('customer.updated', { id: 'cus_nobody_yet', object: 'customer' })
    await deliver(waiting)
    const facts = await db().billingFact.count()
    expect(await pruneEvents(new Date('2027-06-01'))).toBeGreaterThan(0)
    expect((await listEvents(100)).map(({ eventId }) => eventId)).toEqual([waiting.id])
    expect(await db().billingFact.count()).toBe(facts)
    expect(await deliver(old)).toBe(200)
    await drainBilling(now())
    expect(await db().billingFact.count()).toBe(facts)
  })
})

describe('events for an unknown customer', () => {
  it('are processed once the customer is linked', async () => {
    const viewer = await newOwner()
    await db().billingCustomer.create({
      data: { teamId: viewer.teamId, livemode: false, createStartedAt: now(), sync: { create: {} } },
    })
    const made = await stripe().customers.create({ metadata: { team_id: viewer.teamId } })
    const event = eventOf('customer.created', { id: made.id, object: 'customer' })
    await deliver(event)
    expect(await entry(event.id)).toMatchObject({ state: 'unowned' })
    await drainBilling(now())
    expect(await entry(event.id)).toMatchObject({ state: 'done' })
    expect(await db().billingCustomer.findUnique({ where: { teamId: viewer.teamId } })).toMatchObject({
      stripeCustomerId: made.id,
    })
  })

  it('are foreign if the customer does not belong to a team, and so are the customer’s later events', async () => {
    const other = await stripe().customers.create({ email: 'someone@example.com', metadata: { team_id: 'nobody' } })
    const events = [1, 2].map(() => eventOf('customer.updated', { id: other.id, object: 'customer' }))
    await deliver(events[0] ?? eventOf('x', {}))
    await drainBilling(now())
    await deliver(events[1] ?? eventOf('x', {}))
    for (const { id } of events) expect(await entry(id)).toMatchObject({ state: 'foreign' })
  })

  it('wait while Stripe is down', async () => {
    const other = await stripe().customers.create({})
    const event = eventOf('customer.updated', { id: other.id, object: 'customer' })
    await deliver(event)
    await breakStripe({ method: 'GET', path: `/v1/customers/${other.id}`, status: 500, times: 3 })
    await drainBilling(now())
    expect(await entry(event.id)).toMatchObject({ state: 'unowned', attempts: 1, error: expect.any(String) })
    await restoreStripe()
    await drainBilling(new Date(Date.now() + 3_600_000))
    expect(await entry(event.id)).toMatchObject({ state: 'foreign' })
  })
})
