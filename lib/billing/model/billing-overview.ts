import type { Interval, Plan } from '../plans'

/**
 * The states that the billing page tells apart; state-table.ts says what each one means. `free` is a team that has no
 * subscription that counts, `overdue` a failed payment after the grace, `ending` an end whose moment has come,
 * `collection_paused` a subscription that goes on while nothing is collected (Stripe: pause_collection).
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
  | 'cancelling'
  | 'ending'
  | 'scheduled'
  | 'payment_pending'
  | 'action_pending'
  | 'disputed'
  | 'ended'
  | 'unknown'

/** Everything that a button on the billing page can start. Only those in `offered` are shown. */
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

/** What stands on every page while something needs doing, and the actions beside it, the first one foremost. */
export type BillingBanner = { tone: 'warning' | 'danger'; title: string; description: string; actions: BillingAction[] }

export type Card = { brand: string; last4: string; expMonth: number; expYear: number }

/** What the billing page shows, already decided: pages only lay it out. Dates are instants, amounts integer cents. */
export type BillingOverview = {
  state: BillingState
  /** The plan's key, which may no longer exist in lib/billing/plans.ts. */
  plan: string
  planName: string
  interval: Interval | null
  /** True if the plan is no longer sold: the team keeps it, but cannot come back to it. */
  isRetired: boolean
  /** Seats paid for; null if the plan has none. */
  seats: number | null
  /** How many seats the plan comes with; null if it has none. */
  seatRange: Plan['seats']
  /** One word or two for the badge, for example "Trial" or "Payment failed". */
  statusLabel: string
  statusTone: StatusTone
  /** A sentence that says what is going on and what happens next. */
  statusSentence: string
  banner: BillingBanner | null
  /** What the next invoice will be, as Stripe previews it; null when nothing is due. */
  nextCharge: { amountCents: number; currency: string; at: Date } | null
  trialEndsAt: Date | null
  endsAt: Date | null
  /** A change that takes effect later, in words, for example "Changes to Pro, monthly, on Dec 3, 2026". */
  pendingChange: string | null
  discount: string | null
  card: Card | null
  billingEmail: string | null
  billingName: string | null
  offered: BillingAction[]
  /** True while Stripe knows something that has not been read yet: the page says so and looks again. */
  isConfirming: boolean
  syncedAt: Date | null
}

/** What the last portal flow or checkout came to, for the notice at the top of the page. */
export type FlowNotice = { tone: 'success' | 'info' | 'warning'; message: string }
