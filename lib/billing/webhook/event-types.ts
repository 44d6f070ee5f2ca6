import 'server-only'
import type { CustomerFacts, MoneyFacts, SubscriptionFacts } from '../model'
import type { Stripe } from '../stripe'

type EventType = Exclude<Stripe.WebhookEndpointCreateParams.EnabledEvent, '*'>

/** Whatever of Stripe's is stored or decided by. */
export type StoredField = keyof SubscriptionFacts | keyof CustomerFacts | keyof MoneyFacts | 'nextInvoice'

const created = 'customer.subscription.created'
const updated = 'customer.subscription.updated'
const deleted = 'customer.subscription.deleted'
const card = ['payment_method.updated', 'payment_method.automatically_updated'] as const
const discounts = ['customer.discount.created', 'customer.discount.updated', 'customer.discount.deleted'] as const
const invoiceItems = ['invoiceitem.created', 'invoiceitem.deleted'] as const

/**
 * Which events tell that a stored field has changed at Stripe (Stripe docs: types of events). A field without one would
 * be stale until the next nightly run, so none is stored: what only the catalogue changes (a product's name) is in the
 * code, and of a coupon only the name can change, which the nightly run brings.
 */
export const firedBy: Record<StoredField, readonly EventType[]> = {
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

/** Events that change no field of Stripe's objects, and tell of something all the same. */
const besides: EventType[] = [
  // A Checkout's end, which ends the intent.
  'checkout.session.completed',
  'checkout.session.expired',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  // A customer whose creation was never answered.
  'customer.created',
  // The day of the reminder.
  'customer.subscription.trial_will_end',
  'payment_method.attached',
  'payment_method.detached',
]

/** The event types that the webhook endpoint has to subscribe to (docs/going-live.md, step 3). */
export const subscribedTypes: readonly EventType[] = [...new Set([...Object.values(firedBy).flat(), ...besides])].sort()
