import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newOwner, newSubscriber, openShop, payCheckout, standIn } from '@/dev/testing/shop'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { can, getBilling, limitOf } from '../access'
import { getCatalog } from '../catalog'
import { finishCheckout, startCheckout } from '../checkout'
import { checkoutSchema, flowSchema } from '../model'
import { type Features, intervals, type Limits, lookupKeyOf, paidPlanKeys, plans, productIdOf } from '../plans'
import { finishPortalFlow, startPortalFlow } from '../portal'
import { stripe } from '../stripe'
import { setSeats } from '../subscriptions'

// Runs for every plan in lib/billing/plans.ts. The vitest project `integration-fourth-plan` adds one more plan.

const now = () => new Date()
const featureNames = Object.keys(plans.free.features) as (keyof Features)[]
const limitNames = Object.keys(plans.free.limits) as (keyof Limits)[]
const others = (plan: string) => paidPlanKeys.filter((key) => key !== plan)

/** Starts a change in the portal, confirms it there, and returns. */
async function confirmInPortal(viewer: Viewer, subscriptionId: string, fields: object): Promise<void> {
  const request = flowSchema.parse({ flow: 'subscription_update_confirm', ...fields })
  const url = await startPortalFlow(viewer, request)
  const session = standIn.ctx.store.all('billing_portal.session').find((one) => one.url === url)
  const { items } = session?.flow.subscription_update_confirm ?? {}
  await stripe().subscriptions.update(subscriptionId, { items })
  const flow = await db().portalFlow.findFirstOrThrow({
    where: { teamId: viewer.teamId },
    orderBy: { issuedAt: 'desc' },
  })
  await finishPortalFlow(viewer, '/account/subscription_updated', flow.id, now())
  expect(await db().portalFlow.findUnique({ where: { id: flow.id } })).toMatchObject({ outcome: 'completed' })
}

async function expectGranted(viewer: Viewer, key: (typeof paidPlanKeys)[number]): Promise<void> {
  const { name, features, limits } = plans[key]
  expect(await getBilling(viewer)).toMatchObject({ plan: key, planName: name })
  for (const feature of featureNames) expect(await can(viewer, feature), feature).toBe(features[feature])
  for (const limit of limitNames) expect(await limitOf(viewer, limit), limit).toBe(limits[limit])
}

beforeAll(openShop)
afterAll(() => standIn.close())

describe.each(paidPlanKeys)('the plan %s', (key) => {
  const { name, seats, trialDays } = plans[key]

  it.each(intervals)('grants its features and limits after Checkout, billed per %s', async (interval) => {
    const viewer = await newOwner()
    const request = checkoutSchema.parse({ plan: key, interval, seats: seats ? String(seats.min + 1) : undefined })
    expect(await startCheckout(viewer, request, now())).toMatchObject({ kind: 'redirect' })
    const { sessionId } = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: viewer.teamId } })
    payCheckout(sessionId ?? '')
    await finishCheckout(viewer, sessionId, now())
    await expectGranted(viewer, key)
    const state = trialDays > 0 ? 'trialing' : 'active'
    expect(await getBilling(viewer)).toMatchObject({ state, interval, seats: seats && seats.min + 1 })
  })

  it.each(others(key))('replaces %s when a customer switches to it', async (from) => {
    const { viewer, subscriptionId } = await newSubscriber(from, { seats: plans[from].seats?.min })
    await confirmInPortal(viewer, subscriptionId, { plan: key, interval: 'month', seats: seats ? '3' : undefined })
    await expectGranted(viewer, key)
    expect(await getBilling(viewer)).toMatchObject({ interval: 'month', seats: seats && 3 })
  })

  it('keeps the plan when its interval changes', async () => {
    const { viewer, subscriptionId } = await newSubscriber(key, { seats: seats?.min })
    await confirmInPortal(viewer, subscriptionId, { plan: key, interval: 'year' })
    await expectGranted(viewer, key)
    expect(await getBilling(viewer)).toMatchObject({ interval: 'year' })
  })

  it.runIf(seats)('changes seats in the portal and when team members change', async () => {
    const { viewer, subscriptionId } = await newSubscriber(key, { seats: seats?.min })
    await confirmInPortal(viewer, subscriptionId, { seats: '4' })
    await expectGranted(viewer, key)
    expect(await getBilling(viewer)).toMatchObject({ seats: 4 })
    expect(await setSeats(viewer, 5, now())).toBe('applied')
    expect(await getBilling(viewer)).toMatchObject({ seats: 5 })
    await expect(setSeats(viewer, (seats?.max ?? 0) + 1, now())).rejects.toThrow(`${name} supports`)
  })

  it('can be chosen in the customer portal, with its prices and seats', async () => {
    const id = (await getCatalog()).portalConfigurationId ?? ''
    const { features } = await stripe().billingPortal.configurations.retrieve(id)
    const listed = features.subscription_update.products?.find(({ product }) => product === productIdOf(key))
    const prices = await stripe().prices.list({ lookup_keys: intervals.map((each) => lookupKeyOf(key, each)) })
    expect(listed?.prices.toSorted()).toEqual(prices.data.map(({ id }) => id).toSorted())
    const range = seats && { enabled: true, minimum: seats.min, maximum: seats.max }
    expect(listed?.adjustable_quantity).toMatchObject(range ?? { enabled: false })
  })
})
