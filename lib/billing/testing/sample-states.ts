import type { BillingState } from '../model/billing-overview'
import type { DisputeDetails, InvoiceDetails, SubscriptionDetails } from '../model/subscription'

/** The expected details for each billing state. */
export const now = new Date('2025-12-10T12:00:00Z')
export const at = (days: number) => Math.floor(now.getTime() / 1000) + days * 86_400
const details = ['customer_update', 'payment_method_update', 'portal_home']
const changes = ['subscription_cancel', 'subscription_update', 'subscription_update_confirm']

export const invoice: InvoiceDetails = {
  id: 'in_1',
  status: 'open',
  attemptCount: 1,
  nextPaymentAttempt: null,
  amountRemainingCents: 1900,
  currency: 'usd',
  createdAt: at(-1),
  finalizedAt: at(-1),
  needsAction: false,
  failingSince: at(-1),
}
const phase = (startsAt: number) => ({ startsAt, endsAt: startsAt + 86_400, priceId: 'price_1', quantity: 1 })
export const scheduleFrom = (startsAt: number) => ({ id: 'sub_sched_1', status: 'active', phases: [phase(startsAt)] })
export const dispute = (status: string): DisputeDetails => ({
  id: 'dp_1',
  status,
  chargeId: 'ch_1',
  amountCents: 1900,
  currency: 'usd',
  reason: 'fraudulent',
  createdAt: at(-1),
})

type Row = {
  state: BillingState
  from: Partial<SubscriptionDetails> | null
  disputes?: DisputeDetails[]
  grants: boolean
  label: string
  sentence: RegExp
  banner: string[] | null
  email: string | null
  offers: string[]
}

export const rows: Row[] = [
  {
    state: 'free',
    from: null,
    grants: false,
    label: 'Free',
    sentence: /won’t be charged/,
    banner: null,
    email: null,
    offers: ['start_checkout'],
  },
  {
    state: 'incomplete',
    from: { status: 'incomplete', latestInvoice: invoice },
    grants: false,
    label: 'Payment required',
    sentence: /within 23 hours/,
    banner: ['finish_payment'],
    email: 'action_required',
    offers: [...details, 'finish_payment'],
  },
  {
    state: 'trialing',
    from: { status: 'trialing', trialEnd: at(5) },
    grants: true,
    label: 'Trial',
    sentence: /ends on Dec 15, 2025/,
    banner: null,
    email: 'trial_ending',
    offers: [...details, ...changes],
  },
  {
    state: 'active',
    from: {},
    grants: true,
    label: 'Active',
    sentence: /renews on Jan 1, 2026/,
    banner: null,
    email: null,
    offers: [...details, ...changes, 'subscription_pause'],
  },
  {
    state: 'past_due',
    from: { status: 'past_due', latestInvoice: invoice },
    grants: true,
    label: 'Payment failed',
    sentence: /until Dec 16, 2025/,
    banner: ['retry_payment', 'payment_method_update'],
    email: 'payment_failed',
    offers: [...details, 'retry_payment', 'finish_payment', 'subscription_cancel'],
  },
  {
    state: 'overdue',
    from: { status: 'past_due', latestInvoice: { ...invoice, failingSince: at(-8) } },
    grants: false,
    label: 'Payment overdue',
    sentence: /turned off/,
    banner: ['retry_payment', 'payment_method_update'],
    email: 'payment_failed',
    offers: [...details, 'retry_payment', 'finish_payment', 'subscription_cancel'],
  },
  {
    state: 'unpaid',
    from: { status: 'unpaid', latestInvoice: invoice },
    grants: false,
    label: 'Unpaid',
    sentence: /turned off/,
    banner: ['retry_payment', 'payment_method_update'],
    email: 'payment_failed',
    offers: [...details, 'retry_payment', 'finish_payment', 'subscription_cancel'],
  },
  {
    state: 'paused',
    from: { status: 'paused' },
    grants: false,
    label: 'Paused',
    sentence: /until you resume/,
    banner: null,
    email: null,
    offers: [...details, 'resume_subscription', 'subscription_cancel'],
  },
  {
    state: 'collection_paused',
    from: { pauseCollection: { behavior: 'void', resumesAt: null } },
    grants: true,
    label: 'Payments paused',
    sentence: /won’t be charged/,
    banner: null,
    email: null,
    offers: [...details, 'resume_subscription', 'subscription_cancel'],
  },
  {
    state: 'canceling',
    from: { cancelAt: at(20) },
    grants: true,
    label: 'Canceling',
    sentence: /Cancels on Dec 30, 2025/,
    banner: null,
    email: 'cancellation_scheduled',
    offers: [...details, 'keep_subscription'],
  },
  {
    state: 'canceling',
    from: { cancelAtPeriodEnd: true },
    grants: true,
    label: 'Canceling',
    sentence: /Cancels on Jan 1, 2026/,
    banner: null,
    email: 'cancellation_scheduled',
    offers: [...details, 'keep_subscription'],
  },
  {
    state: 'ending',
    from: { cancelAt: at(-1) },
    grants: true,
    label: 'Ending now',
    sentence: /until Stripe confirms/,
    banner: null,
    email: null,
    offers: details,
  },
  {
    state: 'scheduled',
    from: { schedule: scheduleFrom(at(40)) },
    grants: true,
    label: 'Change scheduled',
    sentence: /billing portal/,
    banner: null,
    email: null,
    offers: details,
  },
  {
    state: 'payment_pending',
    from: { pendingUpdate: { expiresAt: at(1) }, latestInvoice: invoice },
    grants: true,
    label: 'Payment pending',
    sentence: /by Dec 11, 2025/,
    banner: ['finish_payment', 'payment_method_update'],
    email: 'payment_failed',
    offers: [...details, 'finish_payment', 'subscription_update_confirm'],
  },
  {
    state: 'action_pending',
    from: { pendingUpdate: { expiresAt: at(1) }, latestInvoice: { ...invoice, needsAction: true } },
    grants: true,
    label: 'Confirmation needed',
    sentence: /bank needs/,
    banner: ['finish_payment'],
    email: 'action_required',
    offers: [...details, 'finish_payment', 'subscription_update_confirm'],
  },
  {
    state: 'disputed',
    from: {},
    disputes: [dispute('needs_response')],
    grants: true,
    label: 'Payment disputed',
    sentence: /reversed/,
    banner: [],
    email: null,
    offers: [...details, ...changes, 'subscription_pause'],
  },
  {
    state: 'ended',
    from: { status: 'canceled', endedAt: at(-2) },
    grants: false,
    label: 'Ended',
    sentence: /ended on Dec 8, 2025/,
    banner: null,
    email: 'subscription_ended',
    offers: ['start_checkout', ...details],
  },
  {
    state: 'unknown',
    from: { status: 'frozen' },
    grants: false,
    label: 'Under review',
    sentence: /reviewing/,
    banner: null,
    email: null,
    offers: ['portal_home'],
  },
]
