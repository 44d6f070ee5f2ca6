import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { holdStatement } from '@/dev/testing/crash'
import { breakStripe, newOwner, newSubscriber, openShop, restoreStripe, standIn } from '@/dev/testing/shop'
import { viewerFor } from '@/dev/testing/viewers'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { getCatalog } from '../catalog/catalog'
import { startCheckout } from '../checkout/start-checkout'
import { ensureCustomer } from '../customers/ensure-customer'
import { drainBilling } from '../operations/worker'
import { listAlerts } from '../store/alerts'
import { stripe } from '../stripe/client'
import { syncNow } from '../sync/sync-now'
import { advanceClosings, beginClosing, closingState } from './close-account'

let moment = Date.now()
/** Returns a time after the previous step's retry delay. */
const later = () => {
  moment += 3_600_000
  return new Date(moment)
}
const begin = (teamId: string) => db().$transaction((tx) => beginClosing(tx, teamId))
const statusOf = async (id: string) => (await stripe().subscriptions.retrieve(id)).status

async function expectNoPersonalData({ teamId, email }: Viewer): Promise<void> {
  const row = await db().billingCustomer.findUniqueOrThrow({ where: { teamId }, include: { subscriptions: true } })
  expect(row).toMatchObject({ lifecycle: 'closed', billingDetails: null, paymentMethod: null })
  const left = JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? Number(value) : value))
  for (const personal of [email, 'goodbye', '4242']) expect(left).not.toContain(personal)
}

beforeAll(openShop)
afterAll(() => standIn.close())

describe('closing an account', () => {
  it('cancels the subscription in Stripe and deletes personal data', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    expect(await begin(viewer.teamId)).toBe('closing')
    expect(await begin(viewer.teamId)).toBe('closing')
    expect(await statusOf(subscriptionId)).toBe('active')
    expect(await advanceClosings(later())).toBe(1)
    expect(await statusOf(subscriptionId)).toBe('canceled')
    expect(await closingState(viewer.teamId)).toBe('closed')
    expect(await db().billingCustomer.findUniqueOrThrow({ where: { id: customer.id } })).toMatchObject({
      stripeCustomerId: customer.stripeCustomerId,
      billingDetails: null,
      paymentMethod: null,
      closedAt: expect.any(Date),
    })
    const rows = await db().subscription.findMany({ where: { customerId: customer.id } })
    expect(JSON.stringify(rows)).not.toContain(viewer.email)
    expect(await begin(viewer.teamId)).toBe('closed')
    expect(await advanceClosings(later())).toBe(0)
  })

  it('deletes personal data that a concurrent sync writes', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    await begin(viewer.teamId)
    const anonymizing = holdStatement(/UPDATE \S*"BillingSync" SET "version" = \(/)
    const closing = advanceClosings(later())
    await anonymizing.arrived
    const writing = holdStatement(/"version" = "version" \+ 1/)
    const early = syncNow(customer.id, new Date())
    await writing.arrived
    anonymizing.release()
    await closing
    writing.release()
    await early
    await expectNoPersonalData(viewer)
  })

  it('stores no personal data from later syncs', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    const feedback = { cancellation_details: { comment: 'Ada says goodbye' } }
    await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end', ...feedback })
    await begin(viewer.teamId)
    await advanceClosings(later())
    await syncNow(customer.id, new Date())
    await expectNoPersonalData(viewer)
    const cancellations = await db().cancellation.findMany({ where: { subscriptionId } })
    expect(cancellations.map(({ comment }) => comment)).toEqual(cancellations.map(() => null))
  })

  it('signs all members out immediately and blocks purchases', async () => {
    const { viewer } = await newSubscriber('pro')
    await begin(viewer.teamId)
    expect(await viewerFor(viewer.userId)).toBeNull()
    const request = { plan: 'pro', interval: 'month', seats: undefined } as const
    await expect(startCheckout(viewer, request, new Date())).rejects.toMatchObject({ code: 'conflict' })
    await advanceClosings(later())
  })

  it('does nothing for a team that never had billing', async () => {
    const { teamId } = await newOwner()
    expect(await begin(teamId)).toBe('closed')
    expect(await closingState(teamId)).toBe('none')
  })

  it.each([
    ['Checkouts are being expired', 'GET', '/v1/checkout/sessions'],
    ['subscriptions are being listed', 'GET', '/v1/subscriptions'],
    ['a subscription is being canceled', 'DELETE', '/v1/subscriptions/sub_.*'],
    ['Stripe is being read again', 'GET', '/v1/customers/cus_.*'],
  ])('continues after Stripe fails while %s', async (_when, method, path) => {
    const { viewer, subscriptionId } = await newSubscriber('pro')
    await begin(viewer.teamId)
    await breakStripe({ method, path, status: 500, times: 9 })
    expect(await advanceClosings(later())).toBe(0)
    expect(await closingState(viewer.teamId)).toBe('closing')
    await restoreStripe()
    expect(await advanceClosings(later())).toBe(1)
    expect(await statusOf(subscriptionId)).toBe('canceled')
  })

  it('accepts a subscription that is already canceled and a customer that is already deleted', async () => {
    const [one, two] = [await newSubscriber('pro'), await newSubscriber('pro')]
    await stripe().subscriptions.cancel(one.subscriptionId)
    await stripe().customers.del(two.customer.stripeCustomerId)
    await begin(one.viewer.teamId)
    await begin(two.viewer.teamId)
    expect(await advanceClosings(later())).toBe(2)
  })

  it('expires an open Checkout', async () => {
    const viewer = await newOwner()
    await startCheckout(viewer, { plan: 'pro', interval: 'month', seats: undefined }, new Date())
    const { sessionId } = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: viewer.teamId } })
    await begin(viewer.teamId)
    await advanceClosings(later())
    expect((await stripe().checkout.sessions.retrieve(sessionId ?? '')).status).toBe('expired')
    expect(await db().checkoutIntent.findFirst({ where: { teamId: viewer.teamId, state: 'open' } })).toBeNull()
  })

  it('finds a customer if the response to the creation request was lost', async () => {
    const viewer = await newOwner()
    const { id, stripeCustomerId } = await ensureCustomer(viewer)
    const items = [{ price: (await getCatalog()).priceId('business', 'month') }]
    const lost = await stripe().subscriptions.create({ customer: stripeCustomerId, items, trial_period_days: 5 })
    await db().billingCustomer.update({ where: { id }, data: { stripeCustomerId: null } })
    await begin(viewer.teamId)
    expect(await advanceClosings(later())).toBe(1)
    expect(await statusOf(lost.id)).toBe('canceled')
  })

  it('cancels a subscription that is created later, raises an alert, and stays closed', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    await begin(viewer.teamId)
    await advanceClosings(later())
    const items = [{ price: (await getCatalog()).priceId('pro', 'month') }]
    const late = await stripe().subscriptions.create({ customer: customer.stripeCustomerId, items })
    await syncNow(customer.id, new Date())
    await drainBilling(later())
    expect(await statusOf(late.id)).toBe('canceled')
    expect(
      (await listAlerts(new Date(0))).some(({ kind, key }) => kind === 'late_subscription' && key === late.id),
    ).toBe(true)
    expect(await db().billingCustomer.findUniqueOrThrow({ where: { id: customer.id } })).toMatchObject({
      lifecycle: 'closed',
      billingDetails: null,
    })
    expect(await viewerFor(viewer.userId)).toBeNull()
  })
})
