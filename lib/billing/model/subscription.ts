import type { Interval } from '../plans'

// What the product knows of a subscription, parsed out of Stripe's objects. Times are unix seconds, amounts integer
// minor units. These types are also the shapes of the JSON columns.

export type ItemFacts = {
  id: string
  priceId: string
  productId: string
  quantity: number
  unitAmountCents: number | null
  currency: string
  interval: Interval | string
  intervalCount: number
  periodStart: number
  periodEnd: number
}

export type CardFacts = {
  id: string
  brand: string
  last4: string
  expMonth: number
  expYear: number
  /** The same for one card number, whoever enters it; null for a method without one. */
  fingerprint: string | null
}

export type InvoiceFacts = {
  id: string
  status: string
  attemptCount: number
  nextPaymentAttempt: number | null
  amountRemainingCents: number
  currency: string
  createdAt: number
  finalizedAt: number | null
  /** True while the bank waits for the customer (3D Secure). */
  needsAction: boolean
  /** When the oldest invoice that is still open was first tried; null while nothing is open. */
  failingSince: number | null
}

export type DiscountFacts = {
  couponId: string
  name: string | null
  percentOff: number | null
  amountOffCents: number | null
  currency: string | null
  endsAt: number | null
  promotionCode: string | null
}

export type SchedulePhase = { startsAt: number; endsAt: number; priceId: string; quantity: number }
export type ScheduleFacts = { id: string; status: string; phases: SchedulePhase[] }
export type NextInvoiceFacts = { amountCents: number; currency: string; at: number }

export type SubscriptionFacts = {
  id: string
  status: string
  createdAt: number
  items: ItemFacts[]
  cancelAt: number | null
  cancelAtPeriodEnd: boolean
  canceledAt: number | null
  endedAt: number | null
  trialEnd: number | null
  pauseCollection: { behavior: string; resumesAt: number | null } | null
  schedule: ScheduleFacts | null
  pendingUpdate: { expiresAt: number } | null
  latestInvoice: InvoiceFacts | null
  discounts: DiscountFacts[]
  defaultPaymentMethod: CardFacts | null
  cancellationFeedback: string | null
  cancellationComment: string | null
  cancellationReason: string | null
  /** The number of the seat order that the quantity stands for (our metadata); null when none was pushed. */
  seatSeq: number | null
  /** Our Checkout that made it (our metadata); null for one that was made another way. */
  checkoutIntentId: string | null
}

export type BillingDetails = {
  name: string | null
  email: string | null
  phone: string | null
  address: Record<string, string | null> | null
}

/** A payment that the customer disputes with the bank. */
export type DisputeFacts = {
  id: string
  status: string
  chargeId: string
  amountCents: number
  currency: string
  reason: string
  createdAt: number
}

export type RefundFacts = {
  id: string
  chargeId: string
  amountCents: number
  currency: string
  /** True when nothing of the charge is left. */
  isFull: boolean
}

/** What came back of the customer's payments. */
export type PaidInvoiceFacts = { id: string; subscription: string | null }
export type MoneyFacts = { paidInvoices: PaidInvoiceFacts[]; disputes: DisputeFacts[]; refunds: RefundFacts[] }

export type CustomerFacts = {
  paymentMethod: CardFacts | null
  billingDetails: BillingDetails | null
}

// Stripe's statuses of a subscription (API reference, `status`). A status that is in none of these lists is unknown.

/** The subscription is over for good. */
export const endedStatuses = ['canceled', 'incomplete_expired']
/** The subscription renews and grants its plan; `past_due` only for the days of grace. */
export const grantingStatuses = ['trialing', 'active', 'past_due']
/** The subscription exists, but grants nothing. */
export const withheldStatuses = ['incomplete', 'unpaid', 'paused']

/** True until Stripe has ended the subscription for good. */
export function isLive(subscription: Pick<SubscriptionFacts, 'status'>): boolean {
  return !endedStatuses.includes(subscription.status)
}

/**
 * When a subscription is set to end, in unix seconds, or null. Flexible billing sets `cancel_at`, classic billing
 * `cancel_at_period_end` (Stripe docs: billing mode, comparison): either counts.
 */
export function scheduledEnd(
  subscription: Pick<SubscriptionFacts, 'cancelAt' | 'cancelAtPeriodEnd' | 'items'>,
): number | null {
  if (subscription.cancelAt !== null) return subscription.cancelAt
  return subscription.cancelAtPeriodEnd ? periodEnd(subscription) : null
}

/** The end of the paid period, in unix seconds: the last of its items' (periods live on items), or null with no items. */
export function periodEnd(subscription: Pick<SubscriptionFacts, 'items'>): number | null {
  const ends = subscription.items.map((item) => item.periodEnd)
  return ends.length > 0 ? Math.max(...ends) : null
}

/** True while a schedule is going to change the subscription when its period ends; a schedule's last phase does not. */
export function hasFuturePhase(subscription: Pick<SubscriptionFacts, 'schedule' | 'items'>): boolean {
  const end = periodEnd(subscription)
  return end !== null && (subscription.schedule?.phases.some((phase) => phase.startsAt >= end) ?? false)
}
