import { describe, expect, it } from 'vitest'
import { subscriptionOf } from './sample-subscription'
import { offeredFor, stateOf } from './states'
import { wordsFor } from './words'

describe('the states of the billing page', () => {
  it.each([
    ['flexible billing', { cancelAt: 1_767_225_600 }],
    ['classic billing', { cancelAtPeriodEnd: true }],
  ])('a cancellation under %s shows the day, and offers to keep instead of to cancel', (_name, changes) => {
    const subscription = subscriptionOf(changes)
    expect(stateOf(subscription)).toBe('cancelling')
    expect(wordsFor('cancelling', subscription, 'Pro').statusSentence).toContain('ends on 1 January 2026')
    expect(offeredFor(subscription)).toContain('keep_subscription')
    expect(offeredFor(subscription)).not.toContain('subscription_cancel')
  })

  it('offers no flow that Stripe would refuse while a change is scheduled', () => {
    const { periodStart: startsAt = 0, periodEnd: endsAt = 0 } = subscriptionOf().items[0] ?? {}
    const now = { startsAt, endsAt, priceId: 'price_pro_month', quantity: 1 }
    const later = { ...now, startsAt: endsAt, endsAt: endsAt + 2_678_400 }
    const under = (phases: (typeof now)[]) =>
      offeredFor(subscriptionOf({ schedule: { id: 'sub_sched_1', status: 'active', phases } }))
    const offered = under([now, later])
    expect(offered).toContain('payment_method_update')
    for (const refused of ['subscription_cancel', 'subscription_update', 'subscription_update_confirm']) {
      expect(offered).not.toContain(refused)
      // A schedule in its last phase changes nothing any more, and Stripe does not mind it.
      expect(under([now])).toContain(refused)
    }
  })

  it('never offers Checkout to a team whose subscription is not over', () => {
    for (const status of ['trialing', 'active', 'past_due', 'unpaid', 'paused', 'incomplete', 'a new one']) {
      expect(offeredFor(subscriptionOf({ status }))).not.toContain('start_checkout')
    }
    for (const status of ['canceled', 'incomplete_expired']) {
      expect(offeredFor(subscriptionOf({ status }))).toContain('start_checkout')
    }
    expect(offeredFor(null)).toEqual(['start_checkout'])
  })
})
