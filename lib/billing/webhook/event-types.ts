import 'server-only'
import type { CustomerDetails, PaymentHistory, SubscriptionDetails } from '../model'
import type { Stripe } from '../stripe'

type EventType = Exclude<Stripe.WebhookEndpointCreateParams.EnabledEvent, '*'>

/** A Stripe field that is stored or used in a decision. */
export type StoredField = keyof SubscriptionDetails | keyof CustomerDetails | keyof PaymentHistory | 'nextInvoice'

const created = 'customer.subscription.created'
const updated = 'customer.subscription.updated'
const deleted = 'customer.subscription.deleted'
const card = ['payment_method.updated', 'payment_method.automatically_updated'] as const
const discounts = ['customer.discount.created', 'customer.discount.updated', 'customer.discount.deleted'] as const
const invoiceItems = ['invoiceitem.created', 'invoiceitem.deleted'] as const

/**
 * The events that Stripe sends when a stored field changes (Stripe docs: types of events). A field without an event
 * could stay outdated until the next nightly run, so no such field is stored. Product names, for example, come from the
 * code. The only exception is a coupon's name, which the nightly run updates.
 */
export const eventsByField: Record<StoredField, readonly EventType[]> = {
  id: [created],
  createdAt: [created],
  status: [created, updated, deleted, 'customer.subscription.paused', 'customer.subscription.resumed'],
  items: [created, updated],
  cancelAt: [updated],
  cancelAtPeriodEnd: [updated],
  canceledAt: [updated, deleted],
  endedAt: [updated, deleted],
  trialEnd: [updated],
  pauseCollection: [updated],
  schedule: [
    'subscription_schedule.created',
    'subscription_schedule.updated',
    'subscription_schedule.released',
    'subscription_schedule.canceled',
    'subscription_schedule.completed',
    'subscription_schedule.aborted',
  ],
  pendingUpdate: [
    updated,
    'customer.subscription.pending_update_applied',
    'customer.subscription.pending_update_expired',
  ],
  latestInvoice: [
    'invoice.created',
    'invoice.finalized',
    'invoice.paid',
    'invoice.payment_failed',
    'invoice.payment_action_required',
    'invoice.updated',
    'invoice.voided',
    'invoice.marked_uncollectible',
  ],
  discounts: [updated, ...discounts],
  defaultPaymentMethod: [updated, ...card],
  cancellationFeedback: [updated],
  cancellationComment: [updated],
  cancellationReason: [updated, deleted],
  seatSeq: [updated],
  checkoutIntentId: [created],
  nextInvoice: [created, updated, deleted, 'customer.updated', ...discounts, ...invoiceItems],
  paymentMethod: ['customer.updated', ...card],
  billingDetails: ['customer.updated', 'customer.deleted'],
  paidInvoices: ['invoice.paid'],
  disputes: [
    'charge.dispute.created',
    'charge.dispute.updated',
    'charge.dispute.closed',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.funds_reinstated',
  ],
  refunds: ['charge.refunded', 'refund.created', 'refund.updated', 'refund.failed'],
}

/** Events that change no stored field but are still needed. */
const otherTypes: EventType[] = [
  // A finished Checkout closes its intent.
  'checkout.session.completed',
  'checkout.session.expired',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  // Finds a customer if the response to the creation request was lost.
  'customer.created',
  // Triggers the trial reminder.
  'customer.subscription.trial_will_end',
  'payment_method.attached',
  'payment_method.detached',
]

/** The event types that the webhook endpoint must subscribe to (docs/going-live.md, step 3). */
export const subscribedTypes: readonly EventType[] = [
  ...new Set([...Object.values(eventsByField).flat(), ...otherTypes]),
].sort()
