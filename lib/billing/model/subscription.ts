import type { Interval } from '../plans'

// Data parsed from Stripe's objects, which is also the format of the JSON columns. Times are in Unix seconds and
// amounts in integer minor units.

export type ItemDetails = {
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

export type CardDetails = {
  id: string
  brand: string
  last4: string
  expMonth: number
  expYear: number
  /** Identifies the card number across customers, or null for other payment methods. */
  fingerprint: string | null
}

export type InvoiceDetails = {
  id: string
  status: string
  attemptCount: number
  nextPaymentAttempt: number | null
  amountRemainingCents: number
  currency: string
  createdAt: number
  finalizedAt: number | null
  /** True while the customer must authenticate the payment (3D Secure). */
  needsAction: boolean
  /** When payment of the oldest open invoice was first attempted, or null if no invoice is open. */
  failingSince: number | null
}

export type DiscountDetails = {
  couponId: string
  name: string | null
  percentOff: number | null
  amountOffCents: number | null
  currency: string | null
  endsAt: number | null
  promotionCode: string | null
}

export type SchedulePhase = { startsAt: number; endsAt: number; priceId: string; quantity: number }
export type ScheduleDetails = { id: string; status: string; phases: SchedulePhase[] }
export type NextInvoiceDetails = { amountCents: number; currency: string; at: number }

export type SubscriptionDetails = {
  id: string
  status: string
  createdAt: number
  items: ItemDetails[]
  cancelAt: number | null
  cancelAtPeriodEnd: boolean
  canceledAt: number | null
  endedAt: number | null
  trialEnd: number | null
  pauseCollection: { behavior: string; resumesAt: number | null } | null
  schedule: ScheduleDetails | null
  pendingUpdate: { expiresAt: number } | null
  latestInvoice: InvoiceDetails | null
  discounts: DiscountDetails[]
  defaultPaymentMethod: CardDetails | null
  cancellationFeedback: string | null
  cancellationComment: string | null
  cancellationReason: string | null
  /** The sequence number of the last seat change sent to Stripe (our metadata), or null if none was sent. */
  seatSeq: number | null
  /** The checkout intent that created the subscription (our metadata), or null if it was created another way. */
  checkoutIntentId: string | null
}

export type BillingDetails = {
  name: string | null
  email: string | null
  phone: string | null
  address: Record<string, string | null> | null
}

export type DisputeDetails = {
  id: string
  status: string
  chargeId: string
  amountCents: number
  currency: string
  reason: string
  createdAt: number
}

export type RefundDetails = {
  id: string
  chargeId: string
  amountCents: number
  currency: string
  /** True if the whole charge was refunded. */
  isFull: boolean
}

export type PaidInvoiceDetails = { id: string; subscription: string | null }
export type PaymentHistory = {
  paidInvoices: PaidInvoiceDetails[]
  disputes: DisputeDetails[]
  refunds: RefundDetails[]
}

export type CustomerDetails = {
  paymentMethod: CardDetails | null
  billingDetails: BillingDetails | null
}

/** What a sync read from Stripe: one subscription, and a customer with all of its subscriptions. */
export type SubscriptionSnapshot = { details: SubscriptionDetails; nextInvoice: NextInvoiceDetails | null }
export type Snapshot = { customer: CustomerDetails; subscriptions: SubscriptionSnapshot[]; money: PaymentHistory }

// Stripe's subscription statuses (API reference, `status`). Any other status is unknown.

/** The subscription has ended permanently. */
export const endedStatuses = ['canceled', 'incomplete_expired']
/** The subscription grants its plan. `past_due` does so only during the grace period. */
export const grantingStatuses = ['trialing', 'active', 'past_due']
/** The subscription exists but grants nothing. */
export const withheldStatuses = ['incomplete', 'unpaid', 'paused']

/** True until Stripe permanently ends the subscription. */
export function isLive(subscription: Pick<SubscriptionDetails, 'status'>): boolean {
  return !endedStatuses.includes(subscription.status)
}

/**
 * Returns when a subscription is set to end, in Unix seconds, or null. Flexible billing sets `cancel_at` and classic
 * billing sets `cancel_at_period_end` (Stripe docs: billing mode, comparison).
 */
export function scheduledEnd(
  subscription: Pick<SubscriptionDetails, 'cancelAt' | 'cancelAtPeriodEnd' | 'items'>,
): number | null {
  if (subscription.cancelAt !== null) return subscription.cancelAt
  return subscription.cancelAtPeriodEnd ? periodEnd(subscription) : null
}

/** Returns the items' latest period end, in Unix seconds, or null if there are no items. */
export function periodEnd(subscription: Pick<SubscriptionDetails, 'items'>): number | null {
  const ends = subscription.items.map((item) => item.periodEnd)
  return ends.length > 0 ? Math.max(...ends) : null
}

/** True if a schedule will change the subscription when its period ends. */
export function hasFuturePhase(subscription: Pick<SubscriptionDetails, 'schedule' | 'items'>): boolean {
  const end = periodEnd(subscription)
  return end !== null && (subscription.schedule?.phases.some((phase) => phase.startsAt >= end) ?? false)
}
