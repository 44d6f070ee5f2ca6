import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { callsDuring, newOwner, newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { getBilling } from '../access/billing-page'
import { getCatalog } from '../catalog/catalog'
import { listAlerts } from '../store/alerts'
import { markDirty } from '../store/mark-dirty'
import { stripe } from '../stripe/client'
import { fetchUndelivered } from '../webhook/undelivered-events'
import { alertOverdue, oldestDirtySince } from './overdue-work'
import { lastNightlyRun, reconcile } from './reconcile'
import { drainBilling } from './worker'

const now = () => new Date()
const alerted = async (kind: string) => (await listAlerts(new Date(0))).filter((alert) => alert.kind === kind)
const proPrice = async () => (await getCatalog()).priceId('pro', 'month')

beforeAll(openShop)
afterAll(() => standIn.close())

describe('reconciliation', () => {
  it('stores an empty report if nothing drifted', async () => {
    await newSubscriber('pro')
    const report = await reconcile(now())
    expect(report).toMatchObject({ drifted: [], failed: 0, orphans: [], isFinished: true })
    const run = await db().reconcileRun.findUniqueOrThrow({ where: { id: report.runId } })
    expect(run).toMatchObject({ kind: 'manual', checked: report.checked, drift: [], finishedAt: expect.any(Date) })
  })

  it('reports and repairs a lost change, but not one that was already marked', async () => {
    const [lost, known] = [await newSubscriber('pro'), await newSubscriber('pro')]
    for (const { subscriptionId } of [lost, known]) {
      await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
    }
    await markDirty(known.customer.id)
    const report = await reconcile(now())
    expect(report.drifted).toEqual([lost.customer.id])
    const run = await db().reconcileRun.findUniqueOrThrow({ where: { id: report.runId } })
    expect(run.drift).toMatchObject([{ teamId: lost.viewer.teamId }])
    for (const { viewer } of [lost, known]) expect(await getBilling(viewer)).toMatchObject({ state: 'canceling' })
    expect((await reconcile(now())).drifted).toEqual([])
  })

  it('respects the rate limit, stops when time is up, and continues from there', async () => {
    await newSubscriber('pro')
    await newSubscriber('pro')
    const pauses: number[] = []
    const pause = async (ms: number) => pauses.push(ms)
    const first = await reconcile(now(), { kind: 'nightly', ratePerSecond: 5, budgetMs: 0, pause })
    expect(first).toMatchObject({ isFinished: false })
    expect(await lastNightlyRun()).toBeNull()
    const second = await reconcile(now(), { kind: 'nightly', ratePerSecond: 5, pause })
    expect(second.isFinished).toBe(true)
    expect(first.checked + second.checked).toBeGreaterThanOrEqual(2)
    expect(await lastNightlyRun()).not.toBeNull()
    for (const ms of pauses) expect(ms).toBeGreaterThanOrEqual(200)
  })

  it('skips customers without a live subscription at night', async () => {
    const { customer, subscriptionId } = await newSubscriber('pro')
    await stripe().subscriptions.cancel(subscriptionId)
    await reconcile(now())
    const calls = await callsDuring(() => reconcile(now(), { kind: 'nightly' }))
    expect(calls.some((call) => call.includes(customer.stripeCustomerId))).toBe(false)
  })

  it('links a customer only to a team whose own customer was requested but never linked', async () => {
    const viewer = await newOwner()
    await db().billingCustomer.create({ data: { teamId: viewer.teamId, livemode: false, sync: { create: {} } } })
    const lost = await stripe().customers.create({ metadata: { team_id: viewer.teamId } })
    await stripe().customers.update(lost.id, { email: viewer.email })
    const method = await stripe().paymentMethods.attach('pm_card_visa', { customer: lost.id })
    const fields = { items: [{ price: await proPrice() }], default_payment_method: method.id }
    const mine = await stripe().subscriptions.create({ customer: lost.id, ...fields })
    const taken = await newSubscriber('pro')
    const thief = await stripe().customers.create({ metadata: { team_id: taken.viewer.teamId } })
    const stolen = await stripe().paymentMethods.attach('pm_card_visa', { customer: thief.id })
    const second = await stripe().subscriptions.create({
      customer: thief.id,
      items: [{ price: await proPrice() }],
      default_payment_method: stolen.id,
    })
    const { orphans } = await reconcile(now())
    expect(orphans.find(({ subscriptionId }) => subscriptionId === mine.id)?.verdict).toBe('linked')
    expect(orphans.find(({ subscriptionId }) => subscriptionId === second.id)?.verdict).toBe('alerted')
    expect(await getBilling(viewer)).toMatchObject({ state: 'active', plan: 'pro' })
    expect((await alerted('orphan_subscription')).map(({ key }) => key)).toEqual([second.id])
    expect((await alerted('second_customer')).map(({ key }) => key)).toEqual([thief.id])
  })

  it('does not raise an alert about another product’s subscriptions', async () => {
    const other = await stripe().customers.create({ email: 'other@example.com' })
    const product = await stripe().products.create({ name: 'Another product' })
    const price = await stripe().prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 500,
      recurring: { interval: 'month' },
    })
    const method = await stripe().paymentMethods.attach('pm_card_visa', { customer: other.id })
    const fields = { items: [{ price: price.id }], default_payment_method: method.id }
    const subscription = await stripe().subscriptions.create({ customer: other.id, ...fields })
    const { orphans } = await reconcile(now())
    expect(orphans.find(({ subscriptionId }) => subscriptionId === subscription.id)?.verdict).toBe('foreign')
    expect((await alerted('orphan_subscription')).map(({ key }) => key)).not.toContain(subscription.id)
  })
})

describe('undelivered events', () => {
  it('are fetched from where the last run stopped', async () => {
    const { viewer, subscriptionId } = await newSubscriber('pro')
    const url = 'http://127.0.0.1:9/'
    await stripe().webhookEndpoints.create({ url, enabled_events: ['*'] })
    await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
    expect(await fetchUndelivered(now())).toBe(1)
    await drainBilling(now())
    expect(await getBilling(viewer)).toMatchObject({ state: 'canceling' })
    expect(await fetchUndelivered(now())).toBe(0)
    await stripe().subscriptions.update(subscriptionId, { cancel_at: '' })
    await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
    expect(await fetchUndelivered(now())).toBe(2)
    const stored = await db().stripeEvent.findMany({ where: { objectId: subscriptionId } })
    expect(stored.map(({ source }) => source)).toEqual(['reconcile', 'reconcile', 'reconcile'])
  })

  it('are all fetched if the cursor is no longer listed, with an alert after 30 days', async () => {
    const name = 'undelivered events'
    const saveCursor = async (daysAgo: number) => {
      const data = { value: 'evt_gone', updatedAt: new Date(Date.now() - daysAgo * 86_400_000) }
      await db().billingCursor.upsert({ where: { name }, create: { name, ...data }, update: data })
    }
    // The event has probably been delivered since then, so nothing is lost.
    await saveCursor(1)
    expect(await fetchUndelivered(now())).toBeGreaterThan(0)
    expect(await alerted('event_gap')).toEqual([])
    await saveCursor(31)
    expect(await fetchUndelivered(now())).toBeGreaterThan(0)
    expect(await alerted('event_gap')).toMatchObject([{ key: 'evt_gone' }])
  })
})

describe('an overdue sync', () => {
  it('raises one alert after ten minutes and keeps the plan', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    await drainBilling(now())
    await db()
      .$executeRaw`UPDATE "BillingSync" SET "dirtySeq" = "dirtySeq" + 1, "dirtySince" = now() WHERE "customerId" = ${customer.id}`
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000)
    expect(await alertOverdue(at(9))).toBe(0)
    expect(await alertOverdue(at(11))).toBe(1)
    expect(await alertOverdue(at(12))).toBe(1)
    expect(await alerted('stale_customer')).toMatchObject([{ key: customer.id, count: 2 }])
    expect(await getBilling(viewer)).toMatchObject({ plan: 'pro' })
    expect(await oldestDirtySince()).not.toBeNull()
    await drainBilling(now())
    expect(await oldestDirtySince()).toBeNull()
    expect(await alertOverdue(at(20))).toBe(0)
  })
})
