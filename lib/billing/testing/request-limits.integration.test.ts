import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { callsDuring, fallBehind, newOwner, newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import type { Viewer } from '@/lib/auth'
import * as billing from '@/lib/billing'
import { db } from '@/lib/db'
import { isWithinLimit, limits } from '@/lib/rate-limit'
import { stripe } from '../stripe'
import { syncNow } from '../sync'

const windowMs = 600_000
const now = () => new Date()
const pro = { plan: 'pro', interval: 'month' } as const
const cancel = billing.flowSchema.parse({ flow: 'subscription_cancel' })

beforeAll(openShop)
afterAll(() => standIn.close())
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

/** Repeats a request, and counts its outcomes and its calls to Stripe. */
async function repeat(times: number, request: () => Promise<unknown>) {
  const codes: string[] = []
  const calls = await callsDuring(async () => {
    for (let index = 0; index < times; index++) {
      codes.push(
        await request().then(
          () => 'ok',
          (error) => error.code ?? String(error),
        ),
      )
    }
  })
  return { calls: calls.length, refused: codes.filter((code) => code === 'rate_limited').length, codes }
}

async function startedFlow(viewer: Viewer): Promise<string> {
  await billing.startPortalFlow(viewer, cancel)
  return (await db().portalFlow.findFirstOrThrow({ where: { teamId: viewer.teamId } })).id
}

describe('one free account', () => {
  it('cannot make hundreds of Stripe calls with fifty clicks', async () => {
    const viewer = await newOwner()
    const click = () => billing.startCheckout(viewer, pro, now())
    const [{ points }] = limits.checkout
    const clicks = await repeat(50, click)
    expect(clicks.refused).toBe(50 - points)
    expect(clicks.calls).toBeLessThanOrEqual(points * 11)
    vi.setSystemTime(Date.now() + windowMs)
    await expect(click()).resolves.toMatchObject({ kind: 'redirect' })
  })
})

describe('fifty loads of a return route', () => {
  it('call Stripe only for the first ones and lose no change', async () => {
    const { viewer, subscriptionId, customer } = await newSubscriber('pro')
    const id = await startedFlow(viewer)
    const back = () => billing.finishPortalFlow(viewer, '/account/subscription_canceled', id, now())
    const [{ points }] = limits.billingReturn
    const loads = await repeat(50, back)
    expect(loads.calls).toBeLessThanOrEqual(points * 8)
    expect(loads.codes.every((code) => code === 'ok')).toBe(true)
    // The background loop reads the last return's change after a pause.
    await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
    expect(await back()).toBe(`/account/billing?flow=${id}`)
    const waits = { tone: 'warning', message: expect.stringContaining('will appear here') }
    expect(await billing.getFlowNotice(viewer, id)).toMatchObject(waits)
    expect(await callsDuring(() => billing.drainBilling(now()))).toEqual([])
    await billing.drainBilling(new Date(Date.now() + 31_000))
    expect(await db().subscription.findFirstOrThrow({ where: { customerId: customer.id } })).toMatchObject({
      cancelAt: expect.any(Date),
    })
    expect(await billing.getBilling(viewer)).toMatchObject({ state: 'canceling', isConfirming: false })
  })

  it('call Stripe only for the first ones after Checkout, too', async () => {
    const viewer = await newOwner()
    await billing.startCheckout(viewer, pro, now())
    const { sessionId } = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: viewer.teamId } })
    const [{ points }] = limits.billingReturn
    const loads = await repeat(50, () => billing.finishCheckout(viewer, sessionId, now()))
    expect(loads.calls).toBeLessThanOrEqual(points * 8)
    expect(loads.codes.every((code) => code === 'ok')).toBe(true)
  })
})

it('a return after a change does not rely on a sync that began before it', async () => {
  const { viewer, customer, subscriptionId } = await newSubscriber('pro')
  const early = syncNow(customer.id, now())
  await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
  await Promise.all([syncNow(customer.id, now()), syncNow(customer.id, now()), early])
  expect(await billing.getBilling(viewer)).toMatchObject({ state: 'canceling', isConfirming: false })
})

describe('over its limit', () => {
  type Prepare = (team: Awaited<ReturnType<typeof newSubscriber>>) => Promise<unknown>
  const ending: Prepare = ({ subscriptionId }) =>
    stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
  const paused: Prepare = ({ subscriptionId }) =>
    stripe().subscriptions.update(subscriptionId, { pause_collection: { behavior: 'void' } })
  const unpaid: Prepare = ({ customer, subscriptionId }) => fallBehind(customer.stripeCustomerId, subscriptionId)

  async function reachLimits({ teamId }: Viewer): Promise<void> {
    for (const name of ['billingAction', 'checkout', 'billingReturn'] as const) {
      while (await isWithinLimit(name, { team: teamId }));
    }
  }

  const anyFlow = async ({ teamId, userId }: Viewer) =>
    (
      await db().portalFlow.create({
        data: { teamId, userId, type: 'portal_home', asked: {}, baseline: {}, returnTo: '/dashboard' },
      })
    ).id

  // Each click is offered, so that only the limit can stop it.
  const clicks: [string, (viewer: Viewer) => Promise<unknown>, Prepare?][] = [
    ['startPortalFlow', (viewer) => billing.startPortalFlow(viewer, cancel)],
    ['keepSubscription', (viewer) => billing.keepSubscription(viewer, undefined, now()), ending],
    ['resumeSubscription', (viewer) => billing.resumeSubscription(viewer, undefined, now()), paused],
    ['retryPayment', (viewer) => billing.retryPayment(viewer, now()), unpaid],
    ['finishPayment', (viewer) => billing.finishPayment(viewer, now()), unpaid],
  ]

  it.each(clicks)('%s is rejected and does not call Stripe', async (_name, click, prepare) => {
    const team = await newSubscriber('business', { seats: 3 })
    await prepare?.(team)
    await syncNow(team.customer.id, now())
    await reachLimits(team.viewer)
    const calls = callsDuring(() => expect(click(team.viewer)).rejects.toMatchObject({ code: 'rate_limited' }))
    expect(await calls).toEqual([])
  })

  it('startCheckout is rejected and does not call Stripe', async () => {
    const viewer = await newOwner()
    await reachLimits(viewer)
    const click = () => billing.startCheckout(viewer, pro, now())
    expect(await callsDuring(() => expect(click()).rejects.toMatchObject({ code: 'rate_limited' }))).toEqual([])
  })

  const laterWork: [string, (viewer: Viewer) => Promise<unknown>][] = [
    ['setSeats', (viewer) => billing.setSeats(viewer, 5, now())],
    [
      'finishPortalFlow',
      async (viewer) => billing.finishPortalFlow(viewer, '/account/portal_returned', await anyFlow(viewer), now()),
    ],
    ['finishCheckout', (viewer) => billing.finishCheckout(viewer, `cs_${viewer.teamId}`, now())],
  ]

  it.each(laterWork)('%s leaves its work to the background loop', async (_name, request) => {
    const { viewer } = await newSubscriber('business', { seats: 3 })
    const { teamId, userId } = viewer
    await db().checkoutIntent.create({ data: { teamId, userId, paramsHash: 'x', sessionId: `cs_${teamId}` } })
    await reachLimits(viewer)
    expect(await callsDuring(() => request(viewer))).toEqual([])
  })
})
