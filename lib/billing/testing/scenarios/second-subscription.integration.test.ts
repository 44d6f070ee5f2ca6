import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { holdStatement } from '@/dev/testing/crash'
import { deliverAll, eventsDuring } from '@/dev/testing/hooks'
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
import { closeWire, hold, refuse, resetWire } from '@/dev/testing/wire'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { getBilling } from '../../access/billing-page'
import { getCatalog } from '../../catalog/catalog'
import { finishCheckout } from '../../checkout/finish-checkout'
import { startCheckout } from '../../checkout/start-checkout'
import { ensureCustomer } from '../../customers/ensure-customer'
import type { CheckoutRequest } from '../../model/form-schemas'
import { isLive } from '../../model/subscription'
import { drainBilling } from '../../operations/worker'
import { getFlowNotice } from '../../portal/flow-notice'
import { readCustomer } from '../../store/stored-customer'
import { stripe } from '../../stripe/client'
import { syncNow } from '../../sync/sync-now'

// Subscriptions that come from the dashboard or an earlier Checkout instead of the open one.

const now = () => new Date()
const pro: CheckoutRequest = { plan: 'pro', interval: 'month' }
const start = (viewer: Viewer, request = pro) => startCheckout(viewer, request, now())
const sessionsOf = (customer: string) =>
  standIn.ctx.store.all('checkout.session').filter((session) => session.customer === customer)

async function openSessionId(viewer: Viewer): Promise<string> {
  const intent = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: viewer.teamId, state: 'open' } })
  return intent.sessionId ?? ''
}
const liveRows = async (viewer: Viewer) => (await readCustomer(viewer.teamId))?.subscriptions.filter(isLive) ?? []
const subscribeInStripe = async (customer: string) => {
  await giveCard(customer)
  return stripe().subscriptions.create({
    customer,
    items: [{ price: (await getCatalog()).priceId('business', 'month'), quantity: 2 }],
  })
}
const noticeOn = (viewer: Viewer, page: string) =>
  getFlowNotice(viewer, new URL(page, 'http://localhost').searchParams.get('flow') ?? '')
/** Resolves once the work is waiting for a row lock or has finished. */
async function waitingForLock(work: Promise<unknown>): Promise<void> {
  let isOver = false
  void work.finally(() => {
    isOver = true
  })
  const waits = () => db().$queryRaw<unknown[]>`
    SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  while (!isOver && (await waits()).length === 0) await nextTurn()
}

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

describe('a second subscription', () => {
  it('S1-11 closes an open Checkout when the team subscribes another way', async () => {
    const viewer = await newOwner()
    await start(viewer, pro)
    const sessionId = await openSessionId(viewer)
    const customer = await ensureCustomer(viewer)
    await deliverAll(await eventsDuring(customer.stripeCustomerId, () => subscribeInStripe(customer.stripeCustomerId)))
    await drainBilling(now())
    expect(() => payCheckout(sessionId)).toThrow(/not open/)
    expect(await liveRows(viewer)).toHaveLength(1)
    const page = await finishCheckout(viewer, sessionId, now())
    expect(await noticeOn(viewer, page)).toMatchObject({
      tone: 'info',
      message: expect.stringMatching(/wasn’t completed/),
    })
  })

  it('S1-11 raises an alert if the open Checkout is paid before it can be closed', async () => {
    const viewer = await newOwner()
    await start(viewer, pro)
    const sessionId = await openSessionId(viewer)
    const customer = await ensureCustomer(viewer)
    await subscribeInStripe(customer.stripeCustomerId)
    refuse('POST', /\/expire$/, 500, undefined, 3)
    await syncNow(customer.id, now())
    payCheckout(sessionId)
    const page = await finishCheckout(viewer, sessionId, now())
    expect(await noticeOn(viewer, page)).toMatchObject({ tone: 'success' })
    const alerts = await db().billingAlert.findMany({ where: { teamId: viewer.teamId } })
    expect(alerts.map(({ message }) => message)).toEqual([expect.stringMatching(/more than one live subscription/)])
  })

  it('S1-11 makes a new Checkout wait while another subscription is being stored', async () => {
    const viewer = await newOwner()
    const customer = await ensureCustomer(viewer)
    const beforeIntent = holdStatement(/FROM "public"."BillingFact"/)
    const slow = start(viewer, pro)
    await beforeIntent.arrived
    await subscribeInStripe(customer.stripeCustomerId)
    const beforeCommit = holdStatement(/^UPDATE "public"."StripeEvent"/)
    const sync = syncNow(customer.id, now())
    await beforeCommit.arrived
    beforeIntent.release()
    await waitingForLock(slow)
    beforeCommit.release()
    await sync
    expect(await slow).toMatchObject({ kind: 'already_subscribed' })
    expect(sessionsOf(customer.stripeCustomerId)).toEqual([])
  })

  it('S1-11 ends a denied trial before the team’s next Checkout opens', async () => {
    const card = freshCard()
    const first = await newOwner()
    await start(first, pro)
    payCheckout(await openSessionId(first), card)
    await syncNow((await ensureCustomer(first)).id, now())
    // No time passes on a test clock, so the first subscription ends in the same second that the next one starts.
    const { viewer, customer } = await newOwnerOnClock(Math.floor(Date.now() / 1000))
    await start(viewer, pro)
    const sessionId = await openSessionId(viewer)
    payCheckout(sessionId, card)
    const page = await finishCheckout(viewer, sessionId, now())
    expect(await noticeOn(viewer, page)).toMatchObject({
      tone: 'warning',
      message: expect.stringMatching(/one free trial/),
    })
    const held = hold('POST', /^\/v1\/checkout\/sessions$/)
    const second = start(viewer, { plan: 'pro', interval: 'year' })
    await held.arrived
    const listAll = () => stripe().subscriptions.list({ customer: customer.stripeCustomerId, status: 'all' })
    expect((await listAll()).data.map(({ status }) => status)).toEqual(['canceled'])
    held.release()
    await second
    payCheckout(await openSessionId(viewer))
    const [yearly, monthly] = (await listAll()).data
    expect(monthly?.ended_at).toBe(yearly?.created)
    const { data: charges } = await stripe().charges.list({ customer: customer.stripeCustomerId })
    expect(charges).toMatchObject([{ amount: 19_000 }])
  })

  it('raises an alert if a denied trial has just ended and may have been charged', async () => {
    const card = freshCard()
    const first = await newOwner()
    await start(first, pro)
    payCheckout(await openSessionId(first), card)
    await syncNow((await ensureCustomer(first)).id, now())
    const began = Math.floor(Date.now() / 1000)
    const { viewer, customer, pass } = await newOwnerOnClock(began)
    await start(viewer, pro)
    payCheckout(await openSessionId(viewer), card)
    const held = hold('GET', /^\/v1\/subscriptions\/sub_/)
    const read = syncNow(customer.id, now())
    await held.arrived
    await pass(began + 15 * 86_400)
    held.release()
    await read
    const { data } = await stripe().charges.list({ customer: customer.stripeCustomerId })
    expect(data).toHaveLength(1)
    const alerts = await db().billingAlert.findMany({ where: { teamId: viewer.teamId } })
    expect(alerts).toMatchObject([{ kind: 'refused_trial_charged', message: expect.stringMatching(/refund it/) }])
  })

  it('S1-11 raises an alert about two live subscriptions and grants the higher plan', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    const price = (await getCatalog()).priceId('business', 'month')
    const events = await eventsDuring(customer.stripeCustomerId, () =>
      stripe().subscriptions.create({ customer: customer.stripeCustomerId, items: [{ price }] }),
    )
    await deliverAll(events)
    await drainBilling(now())
    expect(await liveRows(viewer)).toHaveLength(2)
    expect(await getBilling(viewer)).toMatchObject({ plan: 'business' })
    const alerts = await db().billingAlert.findMany({ where: { teamId: viewer.teamId } })
    expect(alerts.map(({ message }) => message)).toEqual([expect.stringMatching(/more than one live subscription/)])
  })
})
