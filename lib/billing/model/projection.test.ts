import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PlanKey, plans } from '../plans'
import { subscriptionOf } from '../testing/sample-subscription'
import { type Policy, project } from './projection'
import type { SubscriptionDetails } from './subscription'

const policy: Policy = {
  graceDays: 7,
  rankOf: (plan) => plans[plan as PlanKey].rank,
  planOf: (product) => ({ prod_pro: 'pro', prod_business: 'business' })[product] ?? null,
}
const now = 1_765_000_000
const day = 86_400
const business = (changes: Partial<SubscriptionDetails>) => {
  const base = subscriptionOf(changes)
  return { ...base, items: base.items.map((item) => ({ ...item, productId: 'prod_business' })) }
}

describe('project', () => {
  it.each([
    ['trialing', 'pro'],
    ['active', 'pro'],
    ['incomplete', 'free'],
    ['incomplete_expired', 'free'],
    ['unpaid', 'free'],
    ['paused', 'free'],
    ['canceled', 'free'],
  ])('status %s grants %s', (status, plan) => {
    const projection = project([subscriptionOf({ status })], now, policy)
    expect(projection.plan).toBe(plan)
    expect(projection.alerts).toEqual([])
  })

  it('keeps the plan for seven days after the first failed payment', () => {
    const invoice = {
      id: 'in_1',
      status: 'open',
      attemptCount: 3,
      nextPaymentAttempt: null,
      amountRemainingCents: 1900,
      needsAction: false,
      failingSince: null,
    }
    const failed = (finalizedAt: number) =>
      subscriptionOf({
        status: 'past_due',
        latestInvoice: { ...invoice, currency: 'usd', createdAt: finalizedAt, finalizedAt },
      })
    expect(project([failed(now - 7 * day + 1)], now, policy)).toMatchObject({ plan: 'pro', graceUntil: now + 1 })
    expect(project([failed(now - 7 * day)], now, policy).plan).toBe('free')
  })

  it('keeps the plan after the end date until Stripe ends the subscription', () => {
    expect(project([subscriptionOf({ cancelAt: now - day })], now, policy).plan).toBe('pro')
  })

  it('grants the highest of several live plans and raises an alert', () => {
    const projection = project([subscriptionOf({ createdAt: now }), business({ id: 'sub_2' })], now, policy)
    expect(projection).toMatchObject({ plan: 'business', source: 'sub_2' })
    expect(projection.alerts).toEqual(['more than one live subscription: sub_1, sub_2'])
  })

  it('grants nothing for an unknown status or product and raises an alert', () => {
    const foreign = subscriptionOf({ items: subscriptionOf().items.map((item) => ({ ...item, productId: 'prod_x' })) })
    for (const odd of [subscriptionOf({ status: 'frozen' }), foreign]) {
      const projection = project([odd], now, policy)
      expect(projection.plan).toBe('free')
      expect(projection.alerts).toHaveLength(1)
    }
  })

  const anySubscription = fc
    .record({
      id: fc.string({ minLength: 1 }),
      status: fc.oneof(fc.constantFrom('trialing', 'active', 'past_due', 'unpaid', 'paused', 'canceled'), fc.string()),
      createdAt: fc.integer({ min: now - 400 * day, max: now }),
      productId: fc.constantFrom('prod_pro', 'prod_business', 'prod_x'),
    })
    .map(({ productId, ...changes }) => {
      const base = subscriptionOf(changes)
      return { ...base, items: base.items.map((item) => ({ ...item, productId })) }
    })
  const anyList = fc.uniqueArray(anySubscription, { selector: (one) => one.id, maxLength: 6 })

  it('ignores the order of the list', () => {
    fc.assert(
      fc.property(anyList, (list) => {
        const { plan, source } = project(list, now, policy)
        expect(project([...list].reverse(), now, policy)).toMatchObject({ plan, source })
      }),
    )
  })

  it('never grants less when a live subscription is added', () => {
    fc.assert(
      fc.property(anyList, (list) => {
        const rank = (all: SubscriptionDetails[]) => policy.rankOf(project(all, now, policy).plan)
        expect(rank([...list, subscriptionOf({ id: 'one more' })])).toBeGreaterThanOrEqual(rank(list))
      }),
    )
  })
})
