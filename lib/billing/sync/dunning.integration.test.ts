import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { giveCard, newOwnerOnClock, openShop, standIn } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { getBilling } from '../access/billing-page'
import { can } from '../access/entitlements'
import { getCatalog } from '../catalog/catalog'
import { stripe } from '../stripe/client'
import { finishPayment, retryPayment } from '../subscriptions/retry-payment'
import { syncNow } from './sync-now'

const day = 86_400
const start = Math.floor(Date.now() / 1000)
const at = (days: number) => start + days * day
const date = (seconds: number) => new Date(seconds * 1000)

beforeAll(openShop)
afterAll(() => standIn.close())

async function subscriber(card = 'pm_card_visa') {
  const made = await newOwnerOnClock(start)
  const { id, stripeCustomerId } = made.customer
  await stripe().customers.update(stripeCustomerId, { email: made.viewer.email })
  await giveCard(stripeCustomerId, card)
  const items = [{ price: (await getCatalog()).priceId('pro', 'month') }]
  const { id: subscriptionId } = await stripe().subscriptions.create({ customer: stripeCustomerId, items })
  const read = (seconds: number) => syncNow(id, date(seconds))
  await read(start)
  const emails = async () => {
    const rows = await db().outboxMessage.findMany({
      where: { kind: { startsWith: 'mail.billing_' } },
      orderBy: { createdAt: 'asc' },
    })
    return rows
      .filter(({ payload }) => (payload as { to: string }).to === made.viewer.email)
      .map(({ kind }) => kind.slice(13))
  }
  return { ...made, subscriptionId, read, emails }
}

/** A subscriber whose first renewal is declined, so that the subscription is past due. */
async function pastDue(card = 'pm_card_chargeCustomerFail') {
  const made = await subscriber()
  await giveCard(made.customer.stripeCustomerId, card)
  await made.pass(at(32))
  await made.read(at(32))
  return made
}

describe('a failed payment', () => {
  it('sends one email per attempt, no matter how often Stripe is read', async () => {
    const { read, emails, pass, viewer } = await pastDue()
    expect(await getBilling(viewer)).toMatchObject({
      state: 'past_due',
      banner: { actions: ['retry_payment', 'payment_method_update'] },
    })
    await Promise.all([read(at(32)), read(at(32)), read(at(32))])
    expect(await emails()).toEqual(['payment_failed'])
    for (const days of [33, 34, 35, 36]) {
      await pass(at(days))
      await read(at(days))
    }
    expect(new Set(await emails())).toEqual(new Set(['payment_failed']))
    const attempts = await db().billingFact.findMany({ where: { kind: 'payment_failed', teamId: viewer.teamId } })
    expect(attempts.length).toBeGreaterThan(1)
    expect(attempts.length).toBe((await emails()).length)
  })

  it('keeps the plan for seven days after the first failure, and a payment restores it immediately', async () => {
    const { viewer, customer, read, pass, emails } = await pastDue()
    const row = async () => db().entitlement.findUniqueOrThrow({ where: { customerId: customer.id } })
    const { graceUntil } = await row()
    const failedAt = (graceUntil?.getTime() ?? 0) / 1000 - 7 * day
    expect(failedAt).toBeGreaterThan(at(29))
    expect(failedAt).toBeLessThan(at(32))
    await pass(at(38))
    await read(at(40))
    expect(await row()).toMatchObject({ plan: 'free' })
    const own = await giveCard(customer.stripeCustomerId)
    expect(own).toBeTruthy()
    expect(await retryPayment(viewer, date(at(40)))).toEqual({ kind: 'paid' })
    expect(await row()).toMatchObject({ plan: 'pro', graceUntil: null })
    expect(await can(viewer, 'apiAccess')).toBe(true)
    expect(await emails()).toContain('payment_recovered')
  })

  it('reports that the card was declined again', async () => {
    const { viewer } = await pastDue()
    await expect(retryPayment(viewer, date(at(32)))).rejects.toMatchObject({ code: 'payment_required' })
  })

  it('redirects to the bank’s confirmation page without storing its URL', async () => {
    const { viewer } = await pastDue('pm_card_authenticationRequired')
    const result = await retryPayment(viewer, date(at(32)))
    expect(result).toMatchObject({ kind: 'redirect', url: expect.stringContaining(standIn.url) })
    const url = result.kind === 'redirect' ? result.url : ''
    expect(await finishPayment(viewer, date(at(32)))).toBe(url)
    const rows = await db().subscription.findMany()
    expect(JSON.stringify(rows)).not.toContain(url)
  })

  it('cannot be retried by a team that owes nothing', async () => {
    const { viewer } = await subscriber()
    await expect(retryPayment(viewer, date(start))).rejects.toMatchObject({ code: 'conflict' })
    await expect(finishPayment(viewer, date(start))).rejects.toMatchObject({ code: 'conflict' })
  })

  it('sends no email after three days', async () => {
    const made = await subscriber()
    await giveCard(made.customer.stripeCustomerId, 'pm_card_chargeCustomerFail')
    await made.pass(at(32))
    await made.read(at(60))
    expect(await made.emails()).toEqual([])
    expect(await db().billingFact.count({ where: { kind: 'payment_failed', teamId: made.viewer.teamId } })).toBe(1)
  })
})

describe('a cancellation', () => {
  it('sends one email when it is scheduled, when it is undone, and when it takes effect', async () => {
    const { subscriptionId, read, emails, pass } = await subscriber()
    await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
    await read(start)
    await read(start)
    const feedback = { feedback: 'too_expensive' as const, comment: 'Zu teuer — 高い' }
    await stripe().subscriptions.update(subscriptionId, { cancellation_details: feedback })
    await read(start)
    expect(await db().cancellation.findMany({ where: { subscriptionId } })).toMatchObject([
      { plan: 'pro', outcome: 'leaving', reason: 'cancellation_requested', ...feedback },
    ])
    await stripe().subscriptions.update(subscriptionId, { cancel_at: '' })
    await read(start)
    expect(await emails()).toEqual(['cancellation_scheduled', 'cancellation_undone'])
    expect(await db().cancellation.findMany({ where: { subscriptionId } })).toMatchObject([{ outcome: 'kept' }])
    await pass(at(1))
    await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
    await read(at(1))
    await pass(at(32))
    await read(at(32))
    expect(await emails()).toEqual([
      'cancellation_scheduled',
      'cancellation_undone',
      'cancellation_scheduled',
      'subscription_ended',
    ])
    const rows = await db().cancellation.findMany({ where: { subscriptionId }, orderBy: { requestedAt: 'asc' } })
    expect(rows.map(({ outcome }) => outcome)).toEqual(['kept', 'ended'])
  })
})
