import type { Interval, Plan } from '../plans'

/**
 * The states of the billing page, defined in state-table.ts. `free` means no subscription, `overdue` a failed payment
 * after the grace period, `ending` a cancellation date that has passed but has not been processed by Stripe, and
 * `collection_paused` an active subscription with paused payments (Stripe: pause_collection).
 */
export type BillingState =
  | 'free'
  | 'incomplete'
  | 'trialing'
  | 'active'
  | 'past_due'
  | 'overdue'
  | 'unpaid'
  | 'paused'
  | 'collection_paused'
  | 'canceling'
  | 'ending'
  | 'scheduled'
  | 'payment_pending'
  | 'action_pending'
  | 'disputed'
  | 'ended'
  | 'unknown'

/** The actions that buttons on the billing page can start. The page shows only those in `offered`. */
export const billingActions = [
  'start_checkout',
  'payment_method_update',
  'customer_update',
  'subscription_cancel',
  'subscription_pause',
  'subscription_update',
  'subscription_update_confirm',
  'portal_home',
  'keep_subscription',
  'resume_subscription',
  'retry_payment',
  'finish_payment',
] as const

export type BillingAction = (typeof billingActions)[number]

export type StatusTone = 'good' | 'neutral' | 'warning' | 'danger'

/** The banner shown on every page when the customer needs to act. The first action is the primary one. */
export type BillingBanner = { tone: 'warning' | 'danger'; title: string; description: string; actions: BillingAction[] }

export type Card = { brand: string; last4: string; expMonth: number; expYear: number }

/** Everything the billing page shows. Amounts are integer cents. */
export type BillingOverview = {
  state: BillingState
  /** The plan's key, which may no longer exist in lib/billing/plans.ts. */
  plan: string
  planName: string
  interval: Interval | null
  /** True if the plan is no longer sold. The team can keep it, but cannot switch back to it later. */
  isRetired: boolean
  /** Seats paid for, or null if the plan has none. */
  seats: number | null
  /** The allowed number of seats, or null if the plan has none. */
  seatRange: Plan['seats']
  /** The badge's text, for example "Trial" or "Payment failed". */
  statusLabel: string
  statusTone: StatusTone
  /** The current status and what happens next. */
  statusSentence: string
  banner: BillingBanner | null
  /** Stripe's preview of the next invoice, or null if nothing is due. */
  nextCharge: { amountCents: number; currency: string; at: Date } | null
  trialEndsAt: Date | null
  endsAt: Date | null
  /** A description of a scheduled change, for example "Changes to Pro, monthly, on Dec 3, 2026". */
  pendingChange: string | null
  discount: string | null
  /** The card and the invoice details. Null if there are none, or if the viewer cannot manage billing. */
  card: Card | null
  billingEmail: string | null
  billingName: string | null
  offered: BillingAction[]
  /** True while a sync with Stripe is pending. The page shows this and refreshes. */
  isConfirming: boolean
  syncedAt: Date | null
}

/** The notice at the top of the page with the result of the last portal flow or checkout. */
export type FlowNotice = { tone: 'success' | 'info' | 'warning'; message: string }
