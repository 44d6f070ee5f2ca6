import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { holdStatement } from '@/dev/testing/crash'
import { deliverAll, eventsDuring } from '@/dev/testing/hooks'
import { fallBehind, newOwner, newSubscriber, openShop, payCheckout, standIn } from '@/dev/testing/shop'
import { alter, closeWire, exchangesDuring, hold, lose, refuse, resetWire } from '@/dev/testing/wire'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { getBilling } from '../../access/billing-page'
import { getCatalog } from '../../catalog/catalog'
import { finishCheckout } from '../../checkout/finish-checkout'
import { startCheckout } from '../../checkout/start-checkout'
import { ensureCustomer } from '../../customers/ensure-customer'
import { type CheckoutRequest, checkoutSchema } from '../../model/form-schemas'
import { isLive } from '../../model/subscription'
import { drainBilling } from '../../operations/worker'
import { getFlowNotice } from '../../portal/flow-notice'
import { markDirty } from '../../store/mark-dirty'
import { readCustomer } from '../../store/stored-customer'
import { stripe } from '../../stripe/client'

const now = () => new Date()
const sessions = /^\/v1\/checkout\/sessions$/
const pro: CheckoutRequest = { plan: 'pro', interval: 'month' }
const business: CheckoutRequest = { plan: 'business', interval: 'month' }
const start = (viewer: Viewer, request = pro) => startCheckout(viewer, request, now())

async function openSessionId(viewer: Viewer): Promise<string> {
  const intent = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: viewer.teamId, state: 'open' } })
  return intent.sessionId ?? ''
}
async function sessionsOf(viewer: Viewer) {
  const customer = await ensureCustomer(viewer)
  const all = standIn.ctx.store.all('checkout.session')
  return all.filter((session) => session.customer === customer.stripeCustomerId)
}
const openOnes = async (viewer: Viewer) => (await sessionsOf(viewer)).filter(({ status }) => status === 'open')
const liveRows = async (viewer: Viewer) => (await readCustomer(viewer.teamId))?.subscriptions.filter(isLive) ?? []

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

describe('duplicate subscriptions', () => {
  it('S1-10 creates one session and one subscription for two simultaneous clicks', async () => {
    const viewer = await newOwner()
    const [first, second] = await Promise.all([start(viewer), start(viewer)])
    expect(first).toMatchObject({ kind: 'redirect' })
    expect(second).toEqual(first)
    expect(await sessionsOf(viewer)).toHaveLength(1)
    payCheckout(await openSessionId(viewer))
    expect(await start(viewer)).toMatchObject({ kind: 'already_subscribed' })
    expect(await liveRows(viewer)).toHaveLength(1)
  })

  it('S1-10 closes the first tab’s session when a second tab chooses another plan', async () => {
    const viewer = await newOwner()
    await start(viewer, pro)
    const first = await openSessionId(viewer)
    await start(viewer, business)
    expect(await openOnes(viewer)).toMatchObject([{ status: 'open', id: await openSessionId(viewer) }])
    expect(() => payCheckout(first)).toThrow(/not open/)
  })

  it('S1-10 leaves no second session open when the first tab’s response is late', async () => {
    const viewer = await newOwner()
    const held = hold('POST', sessions)
    const slow = start(viewer, pro).catch(() => null)
    await held.arrived
    await start(viewer, business)
    held.release()
    await slow
    expect(await openOnes(viewer)).toMatchObject([{ id: await openSessionId(viewer) }])
    payCheckout(await openSessionId(viewer))
  })

  it('S1-11 finds a session completed in another tab before it creates a new one', async () => {
    const viewer = await newOwner()
    await start(viewer, pro)
    payCheckout(await openSessionId(viewer))
    expect(await start(viewer, business)).toMatchObject({ kind: 'already_subscribed' })
    expect(await sessionsOf(viewer)).toHaveLength(1)
  })

  it('S1-11 finds a session that is completed between reading Stripe and creating a new one', async () => {
    const viewer = await newOwner()
    await start(viewer, pro)
    const first = await openSessionId(viewer)
    const held = hold('GET', /^\/v1\/subscriptions$/)
    const slow = start(viewer, business)
    await held.arrived
    payCheckout(first)
    held.release()
    expect(await slow).toMatchObject({ kind: 'already_subscribed' })
    expect(await sessionsOf(viewer)).toHaveLength(1)
    expect(await liveRows(viewer)).toHaveLength(1)
  })

  it('S1-11 finds a session whose webhook is processed during the click', async () => {
    const viewer = await newOwner()
    await start(viewer, business)
    const customer = await ensureCustomer(viewer)
    const held = holdStatement(/FROM "public"."BillingFact"/)
    const slow = start(viewer, pro)
    await held.arrived
    const sessionId = await openSessionId(viewer)
    await deliverAll(await eventsDuring(customer.stripeCustomerId, async () => payCheckout(sessionId)))
    await drainBilling(now())
    held.release()
    expect(await slow).toMatchObject({ kind: 'already_subscribed' })
    expect(await openOnes(viewer)).toEqual([])
    expect(await start(viewer, pro)).toMatchObject({ kind: 'already_subscribed' })
  })

  it.each(['past_due', 'paused'])('S1-12 sends a team that is %s to the portal, never to Checkout', async (status) => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    if (status === 'past_due') await fallBehind(customer.stripeCustomerId, subscriptionId)
    else await stripe().subscriptions.pause(subscriptionId, { type: 'subscription' })
    expect(await start(viewer, business)).toMatchObject({ kind: 'already_subscribed', flow: 'portal_home' })
    expect((await liveRows(viewer)).map((row) => row.status)).toEqual([status])
    expect(await sessionsOf(viewer)).toEqual([])
    expect((await getBilling(viewer)).offered).not.toContain('start_checkout')
  })

  it('S1-33 keeps access past the stored end date when Stripe renews the subscription, and does not open Checkout', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
    await deliverAll(
      await eventsDuring(customer.stripeCustomerId, () => stripe().subscriptions.retrieve(subscriptionId)),
    )
    await finishSync(customer.id)
    expect(await getBilling(viewer)).toMatchObject({ state: 'canceling' })
    // The cancellation was undone in Stripe, and all its events were lost.
    await stripe().subscriptions.update(subscriptionId, { cancel_at: '' })
    await db().subscription.update({
      where: { stripeSubscriptionId: subscriptionId },
      data: { cancelAt: new Date(Date.now() - 86_400_000) },
    })
    expect(await getBilling(viewer)).toMatchObject({ plan: 'pro' })
    expect(await start(viewer, business)).toMatchObject({ kind: 'already_subscribed' })
    expect(await getBilling(viewer)).toMatchObject({ plan: 'pro', state: 'active', endsAt: null })
  })
})

async function finishSync(customerId: string): Promise<void> {
  await markDirty(customerId)
  await drainBilling(now())
}

describe('a purchase', () => {
  it('S1-24 ignores a price sent by the browser and accepts only plans and intervals that are for sale', async () => {
    const viewer = await newOwner()
    const product = await stripe().products.create({ name: 'Cheap' })
    const cheap = await stripe().prices.create({
      product: product.id,
      currency: 'usd',
      unit_amount: 1,
      recurring: { interval: 'month' },
    })
    const request = checkoutSchema.parse({ ...pro, price: cheap.id, priceId: cheap.id, amount: 1 })
    await start(viewer, request)
    const [session] = await sessionsOf(viewer)
    expect(session?._line_items[0].price.id).toBe((await getCatalog()).priceId('pro', 'month'))
    expect(checkoutSchema.safeParse({ plan: cheap.id, interval: 'month' }).success).toBe(false)
    expect(checkoutSchema.safeParse({ plan: 'free', interval: 'month' }).success).toBe(false)
    expect(checkoutSchema.safeParse({ plan: 'pro', interval: 'week' }).success).toBe(false)
  })
})

describe('idempotency keys that cannot be reused', () => {
  it.each([
    ['different parameters', 400, { type: 'idempotency_error', message: 'Keys must come with the same parameters.' }],
    ['a stored error', 500, { type: 'api_error', message: 'An error that Stripe stores for its key for a day.' }],
  ])('S2-46 uses a new key after Stripe stored %s under the old one', async (_name, status, error) => {
    const viewer = await newOwner()
    refuse('POST', sessions, status, error)
    const exchanges = await exchangesDuring(async () => {
      const first = await start(viewer).catch(() => null)
      if (!first) await start(viewer)
    })
    const keys = exchanges.filter(({ path, method }) => method === 'POST' && sessions.test(path))
    expect(new Set(keys.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(2)
    expect(await openOnes(viewer)).toMatchObject([{ id: await openSessionId(viewer) }])
  })

  it('S2-46 keeps the key after a broken connection and finds the session', async () => {
    const viewer = await newOwner()
    lose('POST', sessions)
    await expect(start(viewer)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await start(viewer)).toMatchObject({ kind: 'redirect' })
    expect(await sessionsOf(viewer)).toHaveLength(1)
  })
})

describe('returning from Checkout', () => {
  it('S2-35 shows the right plan on the first page, before any webhook', async () => {
    const viewer = await newOwner()
    await start(viewer)
    const sessionId = await openSessionId(viewer)
    payCheckout(sessionId)
    const page = await finishCheckout(viewer, sessionId, now())
    expect(await getBilling(viewer)).toMatchObject({ plan: 'pro', state: 'trialing', isConfirming: false })
    const flow = new URL(page, 'http://localhost').searchParams.get('flow') ?? ''
    expect(await getFlowNotice(viewer, flow)).toMatchObject({ tone: 'success' })
  })

  it('S2-36 shows that it is confirming the payment until Stripe lists the subscription, and does not offer to subscribe', async () => {
    const viewer = await newOwner()
    await start(viewer)
    const sessionId = await openSessionId(viewer)
    payCheckout(sessionId)
    alter('GET', /^\/v1\/subscriptions$/, (list) => ({ ...list, data: [], has_more: false }))
    await finishCheckout(viewer, sessionId, now())
    const page = await getBilling(viewer)
    expect(page.isConfirming).toBe(true)
    expect(page.offered).not.toContain('start_checkout')
    // It appears shortly after, without another return or event.
    await drainBilling(new Date(Date.now() + 60_000))
    expect(await getBilling(viewer)).toMatchObject({ plan: 'pro', isConfirming: false })
  })
})
