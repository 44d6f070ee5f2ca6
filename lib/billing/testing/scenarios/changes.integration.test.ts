import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { deliverAll, eventsDuring, eventsFor } from '@/dev/testing/hooks'
import { giveCard, newOwnerOnClock, newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import { closeWire, exchangesDuring, resetWire } from '@/dev/testing/wire'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { getBilling } from '../../access/billing-page'
import { effectivePlan } from '../../access/entitlements'
import { getCatalog } from '../../catalog/catalog'
import { flowSchema } from '../../model/form-schemas'
import type { ItemDetails } from '../../model/subscription'
import { drainBilling } from '../../operations/worker'
import { lookupKeyOf } from '../../plans'
import { finishPortalFlow } from '../../portal/finish-flow'
import { startPortalFlow } from '../../portal/start-flow'
import { readCustomer } from '../../store/stored-customer'
import { stripe } from '../../stripe/client'
import { keepSubscription } from '../../subscriptions/keep-and-resume'

const day = 86_400
const now = () => new Date()
const nowSeconds = () => Math.floor(Date.now() / 1000)
const instant = (seconds: number) => new Date(seconds * 1000)

async function emailCount({ email }: Viewer, kind: string): Promise<number> {
  const sent = await db().outboxMessage.findMany({ where: { kind: `mail.billing_${kind}` } })
  return sent.filter(({ payload }) => (payload as { to: string }).to === email).length
}

async function deliverEvents(stripeCustomerId: string, at = now()): Promise<void> {
  await deliverAll(eventsFor(stripeCustomerId))
  await drainBilling(at)
}

/** A team on a test clock with a Business subscription. */
async function businessOnClock(start: number, seats: number) {
  const made = await newOwnerOnClock(start)
  const { stripeCustomerId } = made.customer
  await stripe().customers.update(stripeCustomerId, { email: made.viewer.email })
  await giveCard(stripeCustomerId)
  const items = [{ price: (await getCatalog()).priceId('business', 'month'), quantity: seats }]
  const { id } = await stripe().subscriptions.create({ customer: stripeCustomerId, items })
  await deliverEvents(stripeCustomerId, instant(start))
  return { ...made, stripeCustomerId, subscriptionId: id }
}

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

describe('a change in the portal', () => {
  it('S2-37 shows the change on the page that the customer returns to, before any webhook', async () => {
    const { viewer, subscriptionId } = await newSubscriber('pro')
    const fields = { flow: 'subscription_update_confirm', plan: 'business', seats: '3' }
    await startPortalFlow(viewer, flowSchema.parse(fields))
    const flow = await db().portalFlow.findFirstOrThrow({ where: { teamId: viewer.teamId } })
    const price = (await getCatalog()).priceId('business', 'month')
    const item = standIn.ctx.store.get(subscriptionId)?.items.data[0]
    standIn.ctx.call('POST', `/v1/subscriptions/${subscriptionId}`, { items: [{ id: item.id, price, quantity: 3 }] })
    await finishPortalFlow(viewer, '/account/subscription_updated', flow.id, now())
    expect(await getBilling(viewer)).toMatchObject({ plan: 'business', seats: 3, isConfirming: false })
    expect(await db().portalFlow.findUnique({ where: { id: flow.id } })).toMatchObject({ outcome: 'completed' })
  })

  it.each([
    ['flexible billing, which sets a date and no flag', false],
    ['classic billing, which sets the flag', true],
  ])('S2-38 shows when a subscription canceled with %s ends', async (_name, classic) => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro', { classic })
    const change = classic ? { cancel_at_period_end: true } : ({ cancel_at: 'max_period_end' } as const)
    const events = await eventsDuring(customer.stripeCustomerId, () =>
      stripe().subscriptions.update(subscriptionId, change),
    )
    await deliverAll(events)
    await drainBilling(now())
    const { items, cancel_at_period_end } = await stripe().subscriptions.retrieve(subscriptionId)
    expect(cancel_at_period_end).toBe(classic)
    const endsAt = instant(items.data[0]?.current_period_end ?? 0)
    expect(await getBilling(viewer)).toMatchObject({ plan: 'pro', state: 'canceling', endsAt })
  })

  it.each([false, true])(
    'S2-39 clears the end date and sends one email when a cancellation is undone (classic: %s)',
    async (classic) => {
      const { viewer, customer, subscriptionId } = await newSubscriber('pro', { classic })
      const change = classic ? { cancel_at_period_end: true } : ({ cancel_at: 'max_period_end' } as const)
      await stripe().subscriptions.update(subscriptionId, change)
      await deliverEvents(customer.stripeCustomerId)
      await keepSubscription(viewer, undefined, now())
      expect(await getBilling(viewer)).toMatchObject({ state: 'active', endsAt: null })
      await deliverEvents(customer.stripeCustomerId)
      await deliverEvents(customer.stripeCustomerId)
      expect(await emailCount(viewer, 'cancellation_scheduled')).toBe(1)
      expect(await emailCount(viewer, 'cancellation_undone')).toBe(1)
    },
  )

  it('S2-40 stores and shows the billing period, which Stripe reports only on the items', async () => {
    const { viewer, subscriptionId } = await newSubscriber('business', { seats: 2, interval: 'year' })
    const subscription = await stripe().subscriptions.retrieve(subscriptionId)
    expect(subscription).not.toHaveProperty('current_period_end')
    const end = subscription.items.data[0]?.current_period_end ?? 0
    expect(end).toBeGreaterThan(nowSeconds() + 360 * day)
    const row = await readCustomer(viewer.teamId)
    const items = row?.subscriptions[0]?.items as ItemDetails[] | undefined
    expect(items?.map(({ periodEnd }) => periodEnd)).toEqual([end])
    const page = await getBilling(viewer)
    // Stripe collects an hour later. Near midnight, that can be a day after the renewal date on the page.
    expect(page.nextCharge?.at).toEqual(instant(end))
    expect(page.statusSentence).toContain(String(instant(end).getUTCFullYear()))
  })
})

describe('a scheduled or pending change', () => {
  it('S2-54 keeps the current plan until a scheduled downgrade, shows the change, and makes few reads during an event storm', async () => {
    const start = nowSeconds() - 10 * day
    const { viewer, stripeCustomerId, subscriptionId, pass } = await businessOnClock(start, 4)
    const end = standIn.ctx.store.get(subscriptionId)?.items.data[0].current_period_end as number
    const schedule = await stripe().subscriptionSchedules.create({ from_subscription: subscriptionId })
    const [phase] = schedule.phases
    const events = await eventsDuring(stripeCustomerId, () =>
      stripe().subscriptionSchedules.update(schedule.id, {
        phases: [
          {
            items: [{ price: String(phase?.items[0]?.price), quantity: 4 }],
            start_date: phase?.start_date,
            end_date: phase?.end_date,
          },
          { items: [{ price: priceOf('pro'), quantity: 1 }], duration: { interval: 'month', interval_count: 1 } },
        ],
      }),
    )
    const storm = Array.from({ length: 12 }, (_, copy) => events.map((one) => ({ ...one, id: `${one.id}_${copy}` })))
    const exchanges = await exchangesDuring(async () => {
      await deliverAll(storm.flat())
      await drainBilling(now())
    })
    expect(exchanges.filter(({ path }) => path === '/v1/subscriptions')).toHaveLength(1)
    const page = await getBilling(viewer)
    expect(page).toMatchObject({ plan: 'business', seats: 4, pendingChange: expect.stringContaining('Pro, monthly') })
    // The charge on that day is the new plan's price.
    expect(page.nextCharge).toEqual({ amountCents: 1900, currency: 'usd', at: instant(end) })
    expect(page.offered).not.toContain('subscription_cancel')
    await pass(end + 2 * 3600)
    await deliverEvents(stripeCustomerId, instant(end + 2 * 3600))
    expect(effectivePlan(await readCustomer(viewer.teamId), instant(end + 2 * 3600))).toBe('pro')
  })

  it('S2-55 keeps the old plan when a change is not paid for in time, and sends one email', async () => {
    const start = nowSeconds() - 2 * day
    const { viewer, stripeCustomerId, subscriptionId, pass } = await businessOnClock(start, 2)
    await giveCard(stripeCustomerId, 'pm_card_chargeCustomerFail')
    const item = standIn.ctx.store.get(subscriptionId)?.items.data[0]
    await stripe().subscriptions.update(subscriptionId, {
      items: [{ id: item.id, quantity: 9 }],
      payment_behavior: 'pending_if_incomplete',
      proration_behavior: 'always_invoice',
    })
    await deliverEvents(stripeCustomerId, instant(start + 60))
    const waiting = await readCustomer(viewer.teamId)
    expect(waiting?.subscriptions[0]).toMatchObject({ status: 'active', pendingUpdate: expect.anything() })
    expect((waiting?.subscriptions[0]?.items as ItemDetails[] | undefined)?.[0]?.quantity).toBe(2)
    await pass(start + day)
    await deliverEvents(stripeCustomerId, instant(start + day))
    await deliverEvents(stripeCustomerId, instant(start + day + 60))
    expect(await getBilling(viewer)).toMatchObject({ plan: 'business', state: 'active', seats: 2, pendingChange: null })
    expect(await emailCount(viewer, 'change_expired')).toBe(1)
  })
})

/** A plan's monthly price in the stand-in. */
function priceOf(plan: 'pro' | 'business'): string {
  return standIn.ctx.store.all('price').find((one) => one.lookup_key === lookupKeyOf(plan, 'month'))?.id ?? ''
}
