import { isLive } from './subscription'

/** The columns of a stored subscription that its terms are read from. */
export type StoredTerms = {
  stripeSubscriptionId: string
  status: string
  plan: string | null
  interval: string | null
  quantity: number | null
  currentPeriodEnd: Date | null
  trialEnd: Date | null
  cancelAt: Date | null
  cancelAtPeriodEnd: boolean
  endedAt: Date | null
}

/** What a stored entitlement grants: a subscription's plan, or nothing; with a limit while a payment is failing. */
export type StoredGrant = { subscriptionId: string | null; graceUntil: Date | null }

/** A team's subscription in the words of Pay and Cashier, as product code asks for it. */
export type TeamSubscription = {
  /** Stripe's id, sub_… */
  id: string
  /** Stripe's status. */
  status: string
  /** A key of lib/billing/plans.ts; null for a product that was never in the catalog. */
  plan: string | null
  interval: string | null
  /** The number of seats, for a plan that has them. */
  quantity: number | null
  /** True while the team may use the plan: on trial, paid, or in the days after a failed payment. */
  isSubscribed: boolean
  isOnTrial: boolean
  /** True while a payment is failing. */
  isPastDue: boolean
  /** True from the cancellation until Stripe has ended the subscription. */
  isCanceling: boolean
  /** True from the cancellation until `endsAt`, while the plan can still be used. */
  isOnGracePeriod: boolean
  hasEnded: boolean
  currentPeriodEnd: Date | null
  /** When the trial ends or ended; null if there was none. */
  trialEndsAt: Date | null
  /** When the subscription ends or ended; null while it goes on. */
  endsAt: Date | null
}

/**
 * Reads the terms of a stored subscription.
 *
 * @param grant the team's entitlement; null when it was never synced
 * @param now the present moment
 */
export function teamSubscription(terms: StoredTerms, grant: StoredGrant | null, now: Date): TeamSubscription {
  const { stripeSubscriptionId: id, status, plan, interval, quantity, currentPeriodEnd, trialEnd } = terms
  const endsAt = endOf(terms)
  // Stripe alone ends a subscription: that the day has come is not enough.
  const isCanceling = endsAt !== null && isLive(terms)
  const isSubscribed = isGrantedBy(id, grant, now)
  return {
    id,
    status,
    plan,
    interval,
    quantity,
    isSubscribed,
    isOnTrial: status === 'trialing',
    isPastDue: status === 'past_due',
    isCanceling,
    isOnGracePeriod: isCanceling && isSubscribed && endsAt > now,
    hasEnded: !isLive(terms),
    currentPeriodEnd,
    trialEndsAt: trialEnd,
    endsAt,
  }
}

/** Flexible billing sets `cancel_at`, classic billing `cancel_at_period_end` (Stripe docs: billing mode). */
function endOf(terms: StoredTerms): Date | null {
  const { endedAt, cancelAt, cancelAtPeriodEnd, currentPeriodEnd } = terms
  return endedAt ?? cancelAt ?? (cancelAtPeriodEnd ? currentPeriodEnd : null)
}

function isGrantedBy(id: string, grant: StoredGrant | null, now: Date): boolean {
  if (grant?.subscriptionId !== id) return false
  return grant.graceUntil === null || grant.graceUntil > now
}
