import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { giveCard, newOwnerOnClock, openShop, standIn } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { can } from '../access/entitlements'
import { getBilling } from '../pages/overview'
import { getCatalog } from '../store/catalog'
import { stripe } from '../stripe/client'
import { finishPayment, retryPayment } from '../subscriptions/retry-payment'
import { readStripe } from './read-stripe'

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
  const read = (seconds: number) => readStripe(id, date(seconds))
  await read(start)
  const mails = async () => {
    const rows = await db().outboxMessage.findMany({
      where: { kind: { startsWith: 'mail.billing_' } },
      orderBy: { createdAt: 'asc' },
    })
    return rows
      .filter(({ payload }) => (payload as { to: string }).to === made.viewer.email)
      .map(({ kind }) => kind.slice(13))
  }
  return { ...made, subscriptionId, read, mails }
}

/** A renewal that is declined: the subscription is past due from the second period on. */
async function pastDue(card = 'pm_card_chargeCustomerFail') {
  const made = await subscriber()
  await giveCard(made.customer.stripeCustomerId, card)
  await made.pass(at(32))
  await made.read(at(32))
  return made
}

describe('a failed payment', () => {
  it('is told once for each attempt, in whatever order and however often Stripe is read', async () => {
    const { read, mails, pass, viewer } = await pastDue()
    expect(await getBilling(viewer)).toMatchObject({
      state: 'past_due',
      banner: { actions: ['retry_payment', 'payment_method_update'] },
    })
    await Promise.all([read(at(32)), read(at(32)), read(at(32))])
    expect(await mails()).toEqual(['payment_failed'])
    for (const days of [33, 34, 35, 36]) {
      await pass(at(days))
      await read(at(days))
    }
    expect(new Set(await mails())).toEqual(new Set(['payment_failed']))
    const attempts = await db().billingFact.findMany({ where: { kind: 'payment_failed', teamId: viewer.teamId } })
    expect(attempts.length).toBeGreaterThan(1)
    expect(attempts.length).toBe((await mails()).length)
  })

  it('keeps the plan for seven days from the first failure, and a payment gives it back at once', async () => {
    const { viewer, customer, read, pass, mails } = await pastDue()
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
    expect(await mails()).toContain('payment_recovered')
  })

  it('says so when the card is declined again', async () => {
    const { viewer } = await pastDue()
    await expect(retryPayment(viewer, date(at(32)))).rejects.toMatchObject({ code: 'payment_required' })
  })

  it('leads to the bank’s question where there is one, by an address that is not stored', async () => {
    const { viewer } = await pastDue('pm_card_authenticationRequired')
    const tried = await retryPayment(viewer, date(at(32)))
    expect(tried).toMatchObject({ kind: 'redirect', url: expect.stringContaining(standIn.url) })
    const url = tried.kind === 'redirect' ? tried.url : ''
    expect(await finishPayment(viewer, date(at(32)))).toBe(url)
    const rows = await db().subscription.findMany()
    expect(JSON.stringify(rows)).not.toContain(url)
  })

  it('offers nothing to pay to a team that owes nothing', async () => {
    const { viewer } = await subscriber()
    await expect(retryPayment(viewer, date(start))).rejects.toMatchObject({ code: 'conflict' })
    await expect(finishPayment(viewer, date(start))).rejects.toMatchObject({ code: 'conflict' })
  })

  it('is no news after three days', async () => {
    const made = await subscriber()
    await giveCard(made.customer.stripeCustomerId, 'pm_card_chargeCustomerFail')
    await made.pass(at(32))
    await made.read(at(60))
    expect(await made.mails()).toEqual([])
    expect(await db().billingFact.count({ where: { kind: 'payment_failed', teamId: made.viewer.teamId } })).toBe(1)
  })
})

describe('an end', () => {
  it('is told when it is set, when it is taken back and when it comes, each once', async () => {
    const { subscriptionId, read, mails, pass } = await subscriber()
    await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
    await read(start)
    await read(start)
    const said = { feedback: 'too_expensive' as const, comment: 'Zu teuer — 高い' }
    await stripe().subscriptions.update(subscriptionId, { cancellation_details: said })
    await read(start)
    expect(await db().cancellation.findMany({ where: { subscriptionId } })).toMatchObject([
      { plan: 'pro', outcome: 'leaving', reason: 'cancellation_requested', ...said },
    ])
    await stripe().subscriptions.update(subscriptionId, { cancel_at: '' })
    await read(start)
    expect(await mails()).toEqual(['cancellation_scheduled', 'cancellation_undone'])
    expect(await db().cancellation.findMany({ where: { subscriptionId } })).toMatchObject([{ outcome: 'kept' }])
    await pass(at(1))
    await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
    await read(at(1))
    await pass(at(32))
    await read(at(32))
    expect(await mails()).toEqual([
      'cancellation_scheduled',
      'cancellation_undone',
      'cancellation_scheduled',
      'subscription_ended',
    ])
    const rows = await db().cancellation.findMany({ where: { subscriptionId }, orderBy: { requestedAt: 'asc' } })
    expect(rows.map(({ outcome }) => outcome)).toEqual(['kept', 'ended'])
  })
})
