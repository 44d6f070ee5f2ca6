import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { deliverAll, eventsFor } from '@/dev/testing/hooks'
import {
  freshCard,
  giveCard,
  newOwner,
  newOwnerOnClock,
  newSubscriber,
  openShop,
  payCheckout,
  standIn,
} from '@/dev/testing/shop'
import { closeWire, resetWire } from '@/dev/testing/wire'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { createProject, listProjects } from '@/lib/projects'
import { getBilling } from '../../access/billing-page'
import { can, effectivePlan } from '../../access/entitlements'
import { getCatalog } from '../../catalog/catalog'
import { finishCheckout } from '../../checkout/finish-checkout'
import { startCheckout } from '../../checkout/start-checkout'
import { drainBilling } from '../../operations/worker'
import { trialWithoutCard } from '../../policy'
import { readCustomer } from '../../store/stored-customer'
import { stripe } from '../../stripe/client'
import { finishPayment, retryPayment } from '../../subscriptions/retry-payment'

const day = 86_400
const hour = 3600
const now = () => new Date()
const nowSeconds = () => Math.floor(Date.now() / 1000)
const instant = (seconds: number) => new Date(seconds * 1000)
const planAt = async ({ teamId }: Viewer, at: number) => effectivePlan(await readCustomer(teamId), instant(at))

async function deliverEvents(stripeCustomerId: string, at = now()): Promise<void> {
  await deliverAll(eventsFor(stripeCustomerId))
  await drainBilling(at)
}

/** A monthly subscription whose first renewal failed about this many days ago in real time. */
async function failedDaysAgo(days: number) {
  const start = nowSeconds() - (days + 31) * day
  const { viewer, customer, pass } = await newOwnerOnClock(start)
  await giveCard(customer.stripeCustomerId)
  const items = [{ price: (await getCatalog()).priceId('pro', 'month') }]
  const { id } = await stripe().subscriptions.create({ customer: customer.stripeCustomerId, items })
  await giveCard(customer.stripeCustomerId, 'pm_card_chargeCustomerFail')
  const failedAt = (standIn.ctx.store.get(id)?.items.data[0].current_period_end as number) + hour
  await pass(failedAt)
  await deliverEvents(customer.stripeCustomerId)
  return { viewer, customer, pass, failedAt, subscriptionId: id }
}

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

describe('a failed payment', () => {
  it('S2-52 keeps the plan only during the grace days after the first failure', async () => {
    const { viewer, failedAt, pass, customer } = await failedDaysAgo(2)
    expect(await can(viewer, 'apiAccess')).toBe(true)
    expect(await getBilling(viewer)).toMatchObject({ state: 'past_due', plan: 'pro' })
    expect(await planAt(viewer, failedAt + 7 * day - 1)).toBe('pro')
    expect(await planAt(viewer, failedAt + 7 * day)).toBe('free')
    // Later attempts do not restart the grace period.
    await pass(failedAt + 3 * day)
    await deliverEvents(customer.stripeCustomerId)
    expect(await planAt(viewer, failedAt + 7 * day)).toBe('free')
  })

  it('S2-52 keeps data readable, blocks new projects, and restores everything after payment', async () => {
    const { viewer, customer, subscriptionId } = await failedDaysAgo(10)
    const names = ['One', 'Two', 'Three', 'Four', 'Five']
    await db().project.createMany({ data: names.map((name) => ({ teamId: viewer.teamId, name })) })
    expect(await getBilling(viewer)).toMatchObject({ state: 'overdue' })
    expect(await can(viewer, 'apiAccess')).toBe(false)
    expect(await listProjects(viewer)).toHaveLength(5)
    await expect(createProject(viewer, 'Six')).rejects.toMatchObject({ code: 'limit_reached' })
    await giveCard(customer.stripeCustomerId)
    expect(await retryPayment(viewer, now())).toEqual({ kind: 'paid' })
    expect((await stripe().subscriptions.retrieve(subscriptionId)).status).toBe('active')
    expect(await can(viewer, 'apiAccess')).toBe(true)
    await createProject(viewer, 'Six')
  })

  it('S2-53 shows a payment link when the bank requires confirmation, and grants access only after payment', async () => {
    const { viewer, customer } = await newOwnerOnClock(nowSeconds())
    await giveCard(customer.stripeCustomerId, 'pm_card_authenticationRequired')
    const items = [{ price: (await getCatalog()).priceId('pro', 'month') }]
    const { id } = await stripe().subscriptions.create({ customer: customer.stripeCustomerId, items })
    await deliverEvents(customer.stripeCustomerId)
    expect(await getBilling(viewer)).toMatchObject({ state: 'incomplete' })
    expect((await getBilling(viewer)).offered).toContain('finish_payment')
    expect(await can(viewer, 'apiAccess')).toBe(false)
    const invoice = standIn.ctx.store.get(id)?.latest_invoice
    expect(await finishPayment(viewer, now())).toBe(`${standIn.url}/i/${invoice}`)
    const intent = standIn.ctx.store.of(customer.stripeCustomerId).find((one) => one.object === 'payment_intent')
    standIn.ctx.call('POST', `/_internal/intents/${intent?.id}/authenticate`, { outcome: 'succeed' })
    await deliverEvents(customer.stripeCustomerId)
    expect(await can(viewer, 'apiAccess')).toBe(true)
  })

  it('S2-53 expires a subscription whose first payment was never confirmed, and allows a new Checkout', async () => {
    const start = nowSeconds() - 2 * day
    const { viewer, customer, pass } = await newOwnerOnClock(start)
    await giveCard(customer.stripeCustomerId, 'pm_card_authenticationRequired')
    const items = [{ price: (await getCatalog()).priceId('pro', 'month') }]
    await stripe().subscriptions.create({ customer: customer.stripeCustomerId, items })
    await pass(start + day)
    await deliverEvents(customer.stripeCustomerId)
    const row = await readCustomer(viewer.teamId)
    expect(row?.subscriptions.map(({ status }) => status)).toEqual(['incomplete_expired'])
    expect(await getBilling(viewer)).toMatchObject({ state: 'ended', plan: 'free' })
    expect(await startCheckout(viewer, { plan: 'pro', interval: 'month' }, now())).toMatchObject({ kind: 'redirect' })
  })
})

describe('trials', () => {
  const session = async (viewer: Viewer, plan: 'pro' | 'business' = 'pro') => {
    await startCheckout(viewer, { plan, interval: 'month' }, now())
    const intent = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: viewer.teamId, state: 'open' } })
    return intent.sessionId ?? ''
  }
  const subscriptionOf = async (sessionId: string) => {
    const { subscription } = await stripe().checkout.sessions.retrieve(sessionId)
    return stripe().subscriptions.retrieve(String(subscription))
  }

  it('S2-50 gives one trial per team, so the Checkout after a canceled trial has none', async () => {
    const viewer = await newOwner()
    const first = await session(viewer)
    payCheckout(first)
    await finishCheckout(viewer, first, now())
    const { id, status } = await subscriptionOf(first)
    expect(status).toBe('trialing')
    await stripe().subscriptions.cancel(id)
    const second = await session(viewer)
    expect(standIn.ctx.store.get(second)?._subscription_data.trial_period_days).toBeUndefined()
    payCheckout(second)
    expect((await subscriptionOf(second)).status).toBe('active')
  })

  it('S2-50 gives one trial per card, so a second team with the same card gets none and is not charged', async () => {
    const card = freshCard()
    const [first, second] = [await newOwner(), await newOwner()]
    const one = await session(first)
    payCheckout(one, card)
    await finishCheckout(first, one, now())
    const two = await session(second)
    payCheckout(two, card)
    await finishCheckout(second, two, now())
    await drainBilling(now())
    expect((await subscriptionOf(one)).status).toBe('trialing')
    expect((await subscriptionOf(two)).status).toBe('canceled')
    expect(await can(first, 'apiAccess')).toBe(true)
    expect(await can(second, 'apiAccess')).toBe(false)
    const charges = standIn.ctx.store.all('charge').filter(({ customer }) => {
      return customer === standIn.ctx.store.get(two)?.customer
    })
    expect(charges).toEqual([])
    // The team can still buy the plan without a trial.
    const three = await session(second)
    payCheckout(three, card)
    expect((await subscriptionOf(three)).status).toBe('active')
  })

  it('S2-51 ends a trial without a card as the policy says', async () => {
    const start = nowSeconds() - 30 * day
    const { viewer, customer, pass } = await newOwnerOnClock(start)
    const sessionId = await session(viewer)
    payCheckout(sessionId)
    const { id, default_payment_method: card, trial_end, trial_settings } = await subscriptionOf(sessionId)
    expect(trial_settings?.end_behavior.missing_payment_method).toBe(trialWithoutCard)
    await stripe().paymentMethods.detach(String(card))
    await deliverEvents(customer.stripeCustomerId, instant(start))
    expect(await planAt(viewer, start + day)).toBe('pro')
    await pass((trial_end ?? 0) + 2 * hour)
    await deliverEvents(customer.stripeCustomerId)
    expect((await stripe().subscriptions.retrieve(id)).status).toBe('canceled')
    expect(await getBilling(viewer)).toMatchObject({ plan: 'free', state: 'ended' })
    expect(await can(viewer, 'apiAccess')).toBe(false)
  })

  it('S2-51 sends one reminder three days before a trial ends', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro', { trialDays: 14 })
    const { trial_end } = await stripe().subscriptions.retrieve(subscriptionId)
    const reminders = async () =>
      (await db().outboxMessage.findMany({ where: { kind: 'mail.billing_trial_ending' } })).filter(
        ({ payload }) => (payload as { to: string }).to === viewer.email,
      )
    await deliverEvents(customer.stripeCustomerId)
    expect(await reminders()).toEqual([])
    const near = instant((trial_end ?? 0) - 3 * day + 60)
    for (const id of ['first', 'second']) {
      const object = { id: subscriptionId, object: 'subscription', customer: customer.stripeCustomerId }
      const reminder = { type: 'customer.subscription.trial_will_end', data: { object }, livemode: false, created: 1 }
      await deliverAll([{ id: `evt_${subscriptionId}_${id}`, api_version: null, object: 'event', ...reminder }])
      await drainBilling(near)
    }
    expect(await reminders()).toHaveLength(1)
  })
})
