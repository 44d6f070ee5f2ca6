import { describe, expect, it } from 'vitest'
import { type StoredGrant, type StoredTerms, teamSubscription } from './team-subscription'

const now = new Date('2026-06-15T12:00:00Z')
const later = new Date('2026-07-01T00:00:00Z')
const earlier = new Date('2026-06-01T00:00:00Z')
const granted: StoredGrant = { subscriptionId: 'sub_1', graceUntil: null }

function termsOf(changes: Partial<StoredTerms>): StoredTerms {
  return {
    stripeSubscriptionId: 'sub_1',
    status: 'active',
    plan: 'pro',
    interval: 'month',
    quantity: 1,
    currentPeriodEnd: later,
    trialEnd: null,
    cancelAt: null,
    cancelAtPeriodEnd: false,
    endedAt: null,
    ...changes,
  }
}

const flagsOf = (changes: Partial<StoredTerms>, grant: StoredGrant | null = granted) => {
  const { isSubscribed, isOnTrial, isPastDue, isCanceling, isOnGracePeriod, hasEnded } = teamSubscription(
    termsOf(changes),
    grant,
    now,
  )
  const flags = { isSubscribed, isOnTrial, isPastDue, isCanceling, isOnGracePeriod, hasEnded }
  return Object.entries(flags).flatMap(([flag, isSet]) => (isSet ? [flag] : []))
}

describe('teamSubscription', () => {
  it('returns the plan and the billing period', () => {
    const subscription = teamSubscription(termsOf({ plan: 'business', quantity: 5, interval: 'year' }), granted, now)
    expect(subscription).toMatchObject({
      id: 'sub_1',
      status: 'active',
      plan: 'business',
      quantity: 5,
      interval: 'year',
    })
    expect(subscription).toMatchObject({ currentPeriodEnd: later, trialEndsAt: null, endsAt: null })
    expect(flagsOf({})).toEqual(['isSubscribed'])
  })

  it('is on trial while Stripe reports a trial', () => {
    expect(flagsOf({ status: 'trialing', trialEnd: later })).toEqual(['isSubscribed', 'isOnTrial'])
    expect(flagsOf({ trialEnd: earlier })).toEqual(['isSubscribed'])
  })

  it.each([
    ['at a date', { cancelAt: later }],
    ['at the period end', { cancelAtPeriodEnd: true }],
  ])('stays usable until then if canceled %s', (_when, changes) => {
    expect(flagsOf(changes)).toEqual(['isSubscribed', 'isCanceling', 'isOnGracePeriod'])
    expect(teamSubscription(termsOf(changes), granted, now).endsAt).toEqual(later)
  })

  it('stays usable after its end date until Stripe ends it', () => {
    expect(flagsOf({ cancelAt: earlier })).toEqual(['isSubscribed', 'isCanceling'])
  })

  it('grants nothing after it ends', () => {
    const ended = { status: 'canceled', endedAt: earlier, cancelAt: later }
    expect(flagsOf(ended, { subscriptionId: null, graceUntil: null })).toEqual(['hasEnded'])
    expect(teamSubscription(termsOf(ended), null, now).endsAt).toEqual(earlier)
  })

  it('stays usable during the grace period after a failed payment', () => {
    const failing = { status: 'past_due' }
    expect(flagsOf(failing, { ...granted, graceUntil: later })).toEqual(['isSubscribed', 'isPastDue'])
    expect(flagsOf(failing, { ...granted, graceUntil: earlier })).toEqual(['isPastDue'])
  })

  it('is not subscribed if the subscription grants nothing', () => {
    expect(flagsOf({ status: 'paused' }, { subscriptionId: null, graceUntil: null })).toEqual([])
    expect(flagsOf({}, null)).toEqual([])
  })
})
