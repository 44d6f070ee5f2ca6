import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { deliver, eventsDuring, openEndpoint } from '@/dev/testing/hooks'
import { giveCard, newOwner, newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import { closeWire, lose, resetWire } from '@/dev/testing/wire'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { Prisma } from '@/lib/generated/prisma/client'
import { getBilling } from '../../access/billing-page'
import { getCatalog } from '../../catalog/catalog'
import { ensureCustomer } from '../../customers/ensure-customer'
import { reconcile } from '../../operations/reconcile'
import { drainBilling } from '../../operations/worker'
import { stripe } from '../../stripe/client'
import { pruneEvents } from '../../webhook/event-log'
import { fetchUndelivered } from '../../webhook/undelivered-events'

const now = () => new Date()
const daysLater = (days: number) => new Date(Date.now() + days * 86_400_000)

async function subscribeInStripe(customer: string, plan: 'pro' | 'business') {
  await giveCard(customer)
  return stripe().subscriptions.create({ customer, items: [{ price: (await getCatalog()).priceId(plan, 'month') }] })
}

const emailsTo = async ({ email }: Viewer) =>
  (await db().outboxMessage.findMany({ where: { kind: { startsWith: 'mail.billing_' } } }))
    .filter(({ payload }) => (payload as { to: string }).to === email)
    .map(({ kind }) => kind)
const factsOf = ({ teamId }: Viewer) =>
  db().billingFact.findMany({ where: { teamId }, select: { kind: true, key: true } })

/** A team's stored state, without timestamps. */
async function stored({ teamId }: Viewer) {
  const row = await db().billingCustomer.findUniqueOrThrow({
    where: { teamId },
    include: { subscriptions: { orderBy: { stripeSubscriptionId: 'asc' } }, entitlement: true },
  })
  const { subscriptions, entitlement, paymentMethod, billingDetails, stripeCustomerId } = row
  return {
    subscriptions,
    plan: entitlement?.plan,
    reason: entitlement?.reason,
    paymentMethod,
    billingDetails,
    stripeCustomerId,
  }
}

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

describe('a reconciliation', () => {
  it('S1-08 restores the state after every webhook is lost, and reports each missed change once', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
    await stripe().customers.update(customer.stripeCustomerId, { name: 'Renamed in Stripe' })
    const report = await reconcile(now())
    expect(report.drifted).toContain(customer.id)
    expect(await getBilling(viewer)).toMatchObject({ state: 'canceling', billingName: 'Renamed in Stripe' })
    expect(await emailsTo(viewer)).toEqual(['mail.billing_cancellation_scheduled'])
    const facts = await factsOf(viewer)
    const second = await reconcile(now())
    expect(second.drifted).not.toContain(customer.id)
    expect(await emailsTo(viewer)).toEqual(['mail.billing_cancellation_scheduled'])
    expect(await factsOf(viewer)).toEqual(facts)
  })

  it('S1-09 finds a paid subscription that is missing from the database', async () => {
    const viewer = await newOwner()
    const { id, stripeCustomerId } = await ensureCustomer(viewer)
    await db().billingSync.update({ where: { customerId: id }, data: { dirtySeq: 0, dirtySince: null } })
    await subscribeInStripe(stripeCustomerId, 'pro')
    expect(await drainBilling(now())).toBe(0)
    await reconcile(now(), { kind: 'nightly' })
    expect(await getBilling(viewer)).toMatchObject({ plan: 'pro', state: 'active' })
  })

  it('S1-09 finds a subscription whose customer was created but never linked', async () => {
    const viewer = await newOwner()
    lose('POST', /^\/v1\/customers$/)
    await expect(ensureCustomer(viewer)).rejects.toThrow()
    resetWire()
    const made = standIn.ctx.store.all('customer').find(({ metadata }) => metadata.team_id === viewer.teamId)
    await subscribeInStripe(made?.id ?? '', 'business')
    const { orphans } = await reconcile(now(), { kind: 'nightly' })
    expect(orphans).toContainEqual(expect.objectContaining({ customerId: made?.id, verdict: 'linked' }))
    expect(await getBilling(viewer)).toMatchObject({ plan: 'business' })
  })

  it('S1-09 alerts about a subscription that does not belong to a team', async () => {
    const stranger = await stripe().customers.create({ email: 'nobody@example.com' })
    const { id } = await subscribeInStripe(stranger.id, 'pro')
    const { orphans } = await reconcile(now(), { kind: 'nightly' })
    expect(orphans).toContainEqual({ subscriptionId: id, customerId: stranger.id, verdict: 'alerted' })
    await reconcile(now(), { kind: 'nightly' })
    expect(await db().billingAlert.count({ where: { kind: 'orphan_subscription', key: id } })).toBe(1)
    await stripe().subscriptions.cancel(id)
  })

  it('S3-66 produces the same rows from an empty database', async () => {
    const people = [
      await newSubscriber('pro', { trialDays: 14 }),
      await newSubscriber('business', { seats: 7, interval: 'year' }),
      await newSubscriber('pro', { classic: true }),
    ]
    await stripe().subscriptions.update(people[2]?.subscriptionId ?? '', { cancel_at_period_end: true })
    await reconcile(now())
    const before = await Promise.all(people.map(({ viewer }) => stored(viewer)))
    for (const { customer } of people) {
      await db().cancellation.deleteMany({ where: { subscription: { customerId: customer.id } } })
      await db().subscription.deleteMany({ where: { customerId: customer.id } })
      await db().entitlement.deleteMany({ where: { customerId: customer.id } })
      const nothing = { paymentMethod: Prisma.DbNull, billingDetails: Prisma.DbNull, stripeCustomerId: null }
      const sync = { update: { version: 0, dirtySeq: 0, syncedSeq: 0, syncedAt: null } }
      await db().billingCustomer.update({ where: { id: customer.id }, data: { ...nothing, sync } })
    }
    await reconcile(now())
    const after = await Promise.all(people.map(({ viewer }) => stored(viewer)))
    expect(after).toEqual(before)
    expect(before.map(({ plan }) => plan)).toEqual(['pro', 'business', 'pro'])
  })
})

describe('the event log', () => {
  it('S3-67 deletes events after 90 days, and a later duplicate still has no effect', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    const [event] = await eventsDuring(customer.stripeCustomerId, () =>
      stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' }),
    )
    if (!event) throw new Error('a cancellation must create an event')
    await deliver(event)
    await drainBilling(now())
    const eventId = event.id
    expect(await pruneEvents(daysLater(89))).toBe(0)
    expect(await db().stripeEvent.findUnique({ where: { eventId } })).toMatchObject({ state: 'done' })
    await pruneEvents(daysLater(92))
    expect(await db().stripeEvent.findUnique({ where: { eventId } })).toBeNull()
    const before = [await emailsTo(viewer), await factsOf(viewer)]
    expect(await deliver(event)).toBe(200)
    await drainBilling(now())
    expect([await emailsTo(viewer), await factsOf(viewer)]).toEqual(before)
    expect(before[0]).toHaveLength(1)
  })

  it('S3-68 resumes fetching undelivered events where it stopped, and alerts when some are lost', async () => {
    const { customer, subscriptionId } = await newSubscriber('business', { seats: 1 })
    const endpoint = await openEndpoint()
    standIn.deliveries.setMode('drop')
    try {
      const change = (note: string) =>
        eventsDuring(customer.stripeCustomerId, () =>
          stripe().subscriptions.update(subscriptionId, { metadata: { note } }),
        )
      const [first] = await change('one')
      expect(await fetchUndelivered(now())).toBe(1)
      expect(await db().stripeEvent.findUnique({ where: { eventId: first?.id } })).toMatchObject({
        source: 'reconcile',
      })
      const [second] = await change('two')
      expect(await fetchUndelivered(now())).toBe(1)
      expect(await fetchUndelivered(now())).toBe(0)
      expect(await db().billingAlert.count({ where: { kind: 'event_gap' } })).toBe(0)
      // Events were not fetched for more than 30 days, so Stripe no longer lists the last one.
      standIn.ctx.transaction(() => standIn.ctx.store.remove(second?.id ?? ''))
      const [third] = await change('three')
      await fetchUndelivered(daysLater(31))
      expect(await db().billingAlert.count({ where: { kind: 'event_gap' } })).toBe(1)
      expect(await db().stripeEvent.findUnique({ where: { eventId: third?.id } })).not.toBeNull()
    } finally {
      standIn.deliveries.setMode('normal')
      await endpoint.close()
    }
  })
})
