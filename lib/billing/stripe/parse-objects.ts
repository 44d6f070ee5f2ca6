import 'server-only'
import { z } from 'zod'
import type {
  BillingDetails,
  CardDetails,
  CustomerDetails,
  DiscountDetails,
  DisputeDetails,
  SubscriptionDetails,
} from '../model'
import { expandable } from './expandable'

// These schemas validate Stripe's objects. If the format is unexpected, the sync fails and the stored rows stay
// unchanged, so partial data is never stored. Values that Stripe may extend, such as a status or an interval, are
// strings.

const time = z.number().int()

const card = z.object({
  brand: z.string(),
  last4: z.string(),
  exp_month: z.number(),
  exp_year: z.number(),
  fingerprint: z.string().nullish(),
})
const paymentMethod = z
  .object({ id: z.string(), type: z.string(), card: card.nullish() })
  .transform(({ id, type, card }): CardDetails => {
    if (!card) return { id, brand: type, last4: '', expMonth: 0, expYear: 0, fingerprint: null }
    const { brand, last4, exp_month: expMonth, exp_year: expYear, fingerprint = null } = card
    return { id, brand, last4, expMonth, expYear, fingerprint }
  })

const item = z
  .object({
    id: z.string(),
    quantity: z.number().int().nullish(),
    current_period_start: time,
    current_period_end: time,
    price: z.object({
      id: z.string(),
      product: expandable,
      unit_amount: z.number().int().nullable(),
      currency: z.string(),
      recurring: z.object({ interval: z.string(), interval_count: z.number().int() }).nullable(),
    }),
  })
  .transform((value) => ({
    id: value.id,
    priceId: value.price.id,
    productId: value.price.product,
    quantity: value.quantity ?? 1,
    unitAmountCents: value.price.unit_amount,
    currency: value.price.currency,
    interval: value.price.recurring?.interval ?? 'unknown',
    intervalCount: value.price.recurring?.interval_count ?? 1,
    periodStart: value.current_period_start,
    periodEnd: value.current_period_end,
  }))

const invoice = z
  .object({
    id: z.string(),
    status: z.string().nullable(),
    attempt_count: z.number().int(),
    next_payment_attempt: time.nullable(),
    amount_remaining: z.number().int(),
    currency: z.string(),
    created: time,
    status_transitions: z.object({ finalized_at: time.nullable() }),
  })
  .transform((value) => ({
    id: value.id,
    status: value.status ?? 'unknown',
    attemptCount: value.attempt_count,
    nextPaymentAttempt: value.next_payment_attempt,
    amountRemainingCents: value.amount_remaining,
    currency: value.currency,
    createdAt: value.created,
    finalizedAt: value.status_transitions.finalized_at,
    // These are not on the invoice. fetch-snapshot.ts sets them while a payment attempt is open.
    needsAction: false,
    failingSince: null as number | null,
  }))

const coupon = z.object({
  id: z.string(),
  name: z.string().nullish(),
  percent_off: z.number().nullish(),
  amount_off: z.number().nullish(),
  currency: z.string().nullish(),
})

const discount = z
  .object({ source: z.object({ coupon }), end: time.nullish(), promotion_code: expandable.nullish() })
  .transform(
    ({ source, end, promotion_code }): DiscountDetails => ({
      couponId: source.coupon.id,
      name: source.coupon.name ?? null,
      percentOff: source.coupon.percent_off ?? null,
      amountOffCents: source.coupon.amount_off ?? null,
      currency: source.coupon.currency ?? null,
      endsAt: end ?? null,
      promotionCode: promotion_code ?? null,
    }),
  )

const phase = z
  .object({
    start_date: time,
    end_date: time,
    items: z.array(z.object({ price: expandable, quantity: z.number().int().nullish() })).min(1),
  })
  .transform(({ start_date, end_date, items }) => ({
    startsAt: start_date,
    endsAt: end_date,
    priceId: items[0]?.price ?? '',
    quantity: items[0]?.quantity ?? 1,
  }))

const schedule = z.object({ id: z.string(), status: z.string(), phases: z.array(phase) })

const subscription = z
  .object({
    id: z.string(),
    status: z.string(),
    created: time,
    items: z.object({ data: z.array(item) }),
    cancel_at: time.nullable(),
    cancel_at_period_end: z.boolean(),
    canceled_at: time.nullable(),
    ended_at: time.nullable(),
    trial_end: time.nullable(),
    pause_collection: z.object({ behavior: z.string(), resumes_at: time.nullable() }).nullable(),
    schedule: schedule.nullable(),
    pending_update: z.object({ expires_at: time }).nullable(),
    latest_invoice: invoice.nullable(),
    discounts: z.array(discount),
    default_payment_method: paymentMethod.nullable(),
    cancellation_details: z
      .object({ feedback: z.string().nullable(), comment: z.string().nullable(), reason: z.string().nullish() })
      .nullable(),
    metadata: z
      .object({
        seats_seq: z.coerce.number().int().nullish().catch(null),
        checkout_intent: z.string().nullish(),
      })
      .nullish(),
  })
  .transform(
    (value): SubscriptionDetails => ({
      id: value.id,
      status: value.status,
      createdAt: value.created,
      items: value.items.data,
      cancelAt: value.cancel_at,
      cancelAtPeriodEnd: value.cancel_at_period_end,
      canceledAt: value.canceled_at,
      endedAt: value.ended_at,
      trialEnd: value.trial_end,
      pauseCollection: value.pause_collection && {
        behavior: value.pause_collection.behavior,
        resumesAt: value.pause_collection.resumes_at,
      },
      schedule: value.schedule,
      pendingUpdate: value.pending_update && { expiresAt: value.pending_update.expires_at },
      latestInvoice: value.latest_invoice,
      discounts: value.discounts,
      defaultPaymentMethod: value.default_payment_method,
      cancellationFeedback: value.cancellation_details?.feedback ?? null,
      cancellationComment: value.cancellation_details?.comment ?? null,
      cancellationReason: value.cancellation_details?.reason ?? null,
      seatSeq: value.metadata?.seats_seq ?? null,
      checkoutIntentId: value.metadata?.checkout_intent ?? null,
    }),
  )

const address = z.record(z.string(), z.string().nullable()).nullish()
const customer = z
  .object({
    name: z.string().nullish(),
    email: z.string().nullish(),
    phone: z.string().nullish(),
    address,
    invoice_settings: z.object({ default_payment_method: paymentMethod.nullable() }),
  })
  .transform((value): CustomerDetails => {
    const { name = null, email = null, phone = null, address = null } = value
    const billingDetails: BillingDetails = { name, email, phone, address }
    return { paymentMethod: value.invoice_settings.default_payment_method, billingDetails }
  })

/** Parses a Stripe subscription, expanded as in fetch-snapshot.ts. Throws ZodError if the format is unexpected. */
export function parseSubscription(value: unknown): SubscriptionDetails {
  return subscription.parse(value)
}

const charge = z
  .object({
    id: z.string(),
    amount: z.number().int(),
    amount_refunded: z.number().int(),
    disputed: z.boolean(),
  })
  .transform(({ id, amount, amount_refunded, disputed }) => ({
    id,
    isRefunded: amount_refunded > 0,
    isFullyRefunded: amount_refunded >= amount,
    isDisputed: disputed,
  }))

export type ChargeDetails = z.infer<typeof charge>

/** Parses a Stripe charge. Throws ZodError if the format is unexpected. */
export function parseCharge(value: unknown): ChargeDetails {
  return charge.parse(value)
}

const dispute = z
  .object({
    id: z.string(),
    status: z.string(),
    charge: expandable,
    amount: z.number().int(),
    currency: z.string(),
    reason: z.string(),
    created: time,
  })
  .transform(
    ({ id, status, charge, amount, currency, reason, created }): DisputeDetails => ({
      id,
      status,
      chargeId: charge,
      amountCents: amount,
      currency,
      reason,
      createdAt: created,
    }),
  )

/** Parses a Stripe dispute. Throws ZodError if the format is unexpected. */
export function parseDispute(value: unknown): DisputeDetails {
  return dispute.parse(value)
}

/** Parses a Stripe customer with its default payment method expanded. Throws ZodError if the format is unexpected. */
export function parseCustomer(value: unknown): CustomerDetails {
  return customer.parse(value)
}
