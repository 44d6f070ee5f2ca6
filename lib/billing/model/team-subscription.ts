import { isLive } from './subscription'

/** The columns of a stored subscription that define its terms. */
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

/** A stored entitlement: the subscription that grants the plan, if any, and the end of a grace period. */
export type StoredGrant = { subscriptionId: string | null; graceUntil: Date | null }

/** A team's subscription, for product code. The names follow Pay for Rails and Cashier for Laravel. */
export type TeamSubscription = {
  /** Stripe's id, sub_… */
  id: string
  /** Stripe's status. */
  status: string
  /** A key in lib/billing/plans.ts, or null if the product was never in the catalog. */
  plan: string | null
  interval: string | null
  /** The number of seats, if the plan has seats. */
  quantity: number | null
  /** True while the team can use the plan: on trial, paid, or in the grace period after a failed payment. */
  isSubscribed: boolean
  isOnTrial: boolean
  /** True while a payment is failing. */
  isPastDue: boolean
  /** True from the cancellation until Stripe ends the subscription. */
  isCanceling: boolean
  /** True from the cancellation until `endsAt`, while the team can still use the plan. */
  isOnGracePeriod: boolean
  hasEnded: boolean
  currentPeriodEnd: Date | null
  /** When the trial ends or ended, or null if there was none. */
  trialEndsAt: Date | null
  /** When the subscription ends or ended, or null while it continues. */
  endsAt: Date | null
}

/**
 * Reads the terms of a stored subscription.
 *
 * @param grant the team's entitlement, or null if it was never synced
 * @param now the current time
 */
export function teamSubscription(terms: StoredTerms, grant: StoredGrant | null, now: Date): TeamSubscription {
  const { stripeSubscriptionId: id, status, plan, interval, quantity, currentPeriodEnd, trialEnd } = terms
  const endsAt = endOf(terms)
  // Only Stripe ends a subscription, even after its end date has passed.
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

/** Flexible billing sets `cancel_at` and classic billing sets `cancel_at_period_end` (Stripe docs: billing mode). */
function endOf(terms: StoredTerms): Date | null {
  const { endedAt, cancelAt, cancelAtPeriodEnd, currentPeriodEnd } = terms
  return endedAt ?? cancelAt ?? (cancelAtPeriodEnd ? currentPeriodEnd : null)
}

function isGrantedBy(id: string, grant: StoredGrant | null, now: Date): boolean {
  if (grant?.subscriptionId !== id) return false
  return grant.graceUntil === null || grant.graceUntil > now
}
