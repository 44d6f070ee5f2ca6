import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliverAll, eventsDuring, type StripeEvent } from '@/dev/testing/hooks'
import { giveCard, newOwnerOnClock, newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import type { BillingFactKind } from '@/lib/generated/prisma/client'
import { getBilling } from '../access/billing-page'
import { getCatalog } from '../catalog/catalog'
import { drainBilling } from '../operations/worker'
import { listAlerts } from '../store/alerts'
import { stripe } from '../stripe/client'
import { syncNow } from './sync-now'

const now = () => new Date()
const day = 86_400

beforeAll(openShop)
afterAll(() => standIn.close())

const factsOf = async (teamId: string, kind: BillingFactKind) =>
  (await db().billingFact.findMany({ where: { teamId, kind }, orderBy: { createdAt: 'asc' } })).map(({ key }) => key)
const alertsOf = async (teamId: string) =>
  (await listAlerts(new Date(0))).filter((alert) => alert.teamId === teamId).map(({ kind }) => kind)

async function paidSubscriber() {
  const made = await newSubscriber('pro')
  const { data } = await stripe().charges.list({ customer: made.customer.stripeCustomerId })
  return { ...made, chargeId: data[0]?.id ?? '' }
}

/** The stand-in's events about a dispute or refund. They do not contain a customer id. */
function eventsAbout(id: string): StripeEvent[] {
  return standIn.ctx.store.all('event').filter((event) => event.data.object.id === id) as unknown as StripeEvent[]
}

describe('a dispute', () => {
  it('raises an alert, shows a warning, and keeps the plan', async () => {
    const { viewer, chargeId } = await paidSubscriber()
    const { id } = standIn.ctx.call('POST', `/_internal/charges/${chargeId}/dispute`)
    await deliverAll(eventsAbout(id))
    await drainBilling(now())
    expect(await factsOf(viewer.teamId, 'dispute')).toEqual([`${id}:needs_response`])
    expect(await alertsOf(viewer.teamId)).toEqual(['dispute'])
    expect(await getBilling(viewer)).toMatchObject({ state: 'disputed', plan: 'pro', banner: { tone: 'warning' } })
    const stored = await db().stripeEvent.findMany({ where: { objectId: id } })
    expect(new Set(stored.map(({ state }) => state))).toEqual(new Set(['done']))
  })

  it('that is won changes nothing', async () => {
    const { viewer, customer, chargeId, subscriptionId } = await paidSubscriber()
    const { id } = standIn.ctx.call('POST', `/_internal/charges/${chargeId}/dispute`)
    await syncNow(customer.id, now())
    standIn.ctx.call('POST', `/_internal/disputes/${id}/decide`, { status: 'won' })
    await syncNow(customer.id, now())
    await drainBilling(now())
    expect(await factsOf(viewer.teamId, 'dispute')).toEqual([`${id}:needs_response`, `${id}:won`])
    expect((await stripe().subscriptions.retrieve(subscriptionId)).status).toBe('active')
    expect(await getBilling(viewer)).toMatchObject({ state: 'active', banner: null })
  })

  it('that is lost cancels the subscription, but not a later one', async () => {
    const { viewer, customer, chargeId, subscriptionId } = await paidSubscriber()
    const { id } = standIn.ctx.call('POST', `/_internal/charges/${chargeId}/dispute`)
    standIn.ctx.call('POST', `/_internal/disputes/${id}/decide`, { status: 'lost' })
    await syncNow(customer.id, now())
    expect((await stripe().subscriptions.retrieve(subscriptionId)).status).toBe('canceled')
    expect(await getBilling(viewer)).toMatchObject({ state: 'ended', plan: 'free' })
    const items = [{ price: (await getCatalog()).priceId('pro', 'month') }]
    const again = await stripe().subscriptions.create({ customer: customer.stripeCustomerId, items })
    await syncNow(customer.id, now())
    await drainBilling(now())
    expect((await stripe().subscriptions.retrieve(again.id)).status).toBe('active')
    expect(await factsOf(viewer.teamId, 'dispute')).toEqual([`${id}:lost`])
  })
})

describe('a refund', () => {
  it('of the full amount raises one alert while the subscription is live, and keeps the plan', async () => {
    const { viewer, customer, chargeId } = await paidSubscriber()
    const events = await eventsDuring(customer.stripeCustomerId, () => stripe().refunds.create({ charge: chargeId }))
    await deliverAll([...events, ...events])
    await drainBilling(now())
    await syncNow(customer.id, now())
    expect(await factsOf(viewer.teamId, 'refund')).toHaveLength(1)
    expect(await alertsOf(viewer.teamId)).toEqual(['refund'])
    expect(await getBilling(viewer)).toMatchObject({ state: 'active', plan: 'pro' })
  })

  it('of a partial amount is only recorded, even during a dispute', async () => {
    const { viewer, customer, chargeId } = await paidSubscriber()
    const refund = await stripe().refunds.create({ charge: chargeId, amount: 500 })
    // Stripe does not refund a disputed charge, so the refund comes first.
    standIn.ctx.call('POST', `/_internal/charges/${chargeId}/dispute`)
    await syncNow(customer.id, now())
    expect(await factsOf(viewer.teamId, 'refund')).toEqual([refund.id])
    expect(await alertsOf(viewer.teamId)).toEqual(['dispute'])
  })
})

describe('a trial', () => {
  const start = Math.floor(Date.now() / 1000)

  async function startTrial(card: string) {
    const made = await newOwnerOnClock(start)
    const { id, stripeCustomerId } = made.customer
    await stripe().customers.update(stripeCustomerId, { email: made.viewer.email })
    await giveCard(stripeCustomerId, card)
    const items = [{ price: (await getCatalog()).priceId('pro', 'month') }]
    const subscription = await stripe().subscriptions.create({
      customer: stripeCustomerId,
      items,
      trial_period_days: 14,
    })
    const read = (seconds: number) => syncNow(id, new Date(seconds * 1000))
    await read(start)
    const emails = async () => {
      const rows = await db().outboxMessage.findMany({ where: { kind: { startsWith: 'mail.billing_' } } })
      return rows.filter(({ payload }) => (payload as { to: string }).to === made.viewer.email).map(({ kind }) => kind)
    }
    return { ...made, subscription, read, emails }
  }

  it('is given once per card, so a second team’s trial ends without a charge', async () => {
    const first = await startTrial('pm_card_amex')
    const second = await startTrial('pm_card_amex')
    expect((await stripe().subscriptions.retrieve(first.subscription.id)).status).toBe('trialing')
    expect((await stripe().subscriptions.retrieve(second.subscription.id)).status).toBe('canceled')
    const { data } = await stripe().charges.list({ customer: second.customer.stripeCustomerId })
    expect(data).toEqual([])
    expect(await getBilling(second.viewer)).toMatchObject({ state: 'ended', plan: 'free' })
    expect(await second.emails()).toContain('mail.billing_trial_refused')
    await first.read(start)
    expect((await stripe().subscriptions.retrieve(first.subscription.id)).status).toBe('trialing')
  })

  it('sends one reminder three days before it ends, or none if it was canceled', async () => {
    const { read, emails, pass } = await startTrial('pm_card_discover')
    await pass(start + 10 * day)
    await read(start + 10 * day)
    expect(await emails()).toEqual([])
    await pass(start + 11 * day + 60)
    await read(start + 11 * day + 60)
    await read(start + 12 * day)
    expect(await emails()).toEqual(['mail.billing_trial_ending'])
    const other = await startTrial('pm_card_visa_debit')
    await stripe().subscriptions.update(other.subscription.id, { cancel_at_period_end: true })
    await other.pass(start + 12 * day)
    await other.read(start + 12 * day)
    expect(await other.emails()).not.toContain('mail.billing_trial_ending')
  })
})
