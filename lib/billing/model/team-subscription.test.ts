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

const words = (changes: Partial<StoredTerms>, grant: StoredGrant | null = granted) => {
  const { isSubscribed, isOnTrial, isPastDue, isCanceling, isOnGracePeriod, hasEnded } = teamSubscription(
    termsOf(changes),
    grant,
    now,
  )
  const said = { isSubscribed, isOnTrial, isPastDue, isCanceling, isOnGracePeriod, hasEnded }
  return Object.entries(said).flatMap(([word, isTrue]) => (isTrue ? [word] : []))
}

describe('a subscription', () => {
  it('says what it is for, and until when', () => {
    const said = teamSubscription(termsOf({ plan: 'business', quantity: 5, interval: 'year' }), granted, now)
    expect(said).toMatchObject({ id: 'sub_1', status: 'active', plan: 'business', quantity: 5, interval: 'year' })
    expect(said).toMatchObject({ currentPeriodEnd: later, trialEndsAt: null, endsAt: null })
    expect(words({})).toEqual(['isSubscribed'])
  })

  it('is on trial while Stripe says so', () => {
    expect(words({ status: 'trialing', trialEnd: later })).toEqual(['isSubscribed', 'isOnTrial'])
    expect(words({ trialEnd: earlier })).toEqual(['isSubscribed'])
  })

  it.each([
    ['at a moment', { cancelAt: later }],
    ['with its period', { cancelAtPeriodEnd: true }],
  ])('that is canceled %s can be used until then', (_when, changes) => {
    expect(words(changes)).toEqual(['isSubscribed', 'isCanceling', 'isOnGracePeriod'])
    expect(teamSubscription(termsOf(changes), granted, now).endsAt).toEqual(later)
  })

  it('whose last day has come is not over before Stripe has ended it', () => {
    expect(words({ cancelAt: earlier })).toEqual(['isSubscribed', 'isCanceling'])
  })

  it('that has ended grants nothing, and says when it ended', () => {
    const ended = { status: 'canceled', endedAt: earlier, cancelAt: later }
    expect(words(ended, { subscriptionId: null, graceUntil: null })).toEqual(['hasEnded'])
    expect(teamSubscription(termsOf(ended), null, now).endsAt).toEqual(earlier)
  })

  it('whose payment failed can be used for some days', () => {
    const failing = { status: 'past_due' }
    expect(words(failing, { ...granted, graceUntil: later })).toEqual(['isSubscribed', 'isPastDue'])
    expect(words(failing, { ...granted, graceUntil: earlier })).toEqual(['isPastDue'])
  })

  it('that grants nothing does not count as subscribed', () => {
    expect(words({ status: 'paused' }, { subscriptionId: null, graceUntil: null })).toEqual([])
    expect(words({}, null)).toEqual([])
  })
})
