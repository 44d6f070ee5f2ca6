import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, cardError, docUrlOf, newId, type Params, type StripeError } from '../core/context'
import type { Stored } from '../core/store'
import { settleChargeLater } from './account-balance'
import { createCharge } from './charges'
import { disputeLater } from './disputes'
import { attach } from './payment-methods'
import { cardByNumber, type Decline, requiresAuthentication } from './test-cards'

// A payment intent's lifecycle. The intent comes from an invoice, Checkout, or the API.

/** What a payment is for. That object is updated after authentication succeeds. */
export type PaymentFor = { invoice: string } | { checkout: string } | null

type Fields = {
  customer: string | null
  amount: number
  currency: string
  description: string | null
  for: PaymentFor
  metadata?: Record<string, string>
  /** Whether the card is saved for later charges. The API sets this explicitly on its own intents. */
  setup_future_usage?: 'off_session' | 'on_session' | null
  capture_method?: 'automatic' | 'automatic_async' | 'manual'
  receipt_email?: string | null
  order?: string
}

export function createPayment(ctx: Context, fields: Fields): Stored {
  const id = newId('pi')
  const intent = {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: fields.amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: fields.for ? null : { allow_redirects: 'always', enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    // Observed: invoice payments are captured synchronously, and all others asynchronously.
    capture_method: fields.capture_method ?? (fields.for && 'invoice' in fields.for ? 'automatic' : 'automatic_async'),
    client_secret: `${id}_secret_${newId('x').slice(2)}`,
    confirmation_method: 'automatic',
    created: ctx.now(fields.customer),
    currency: fields.currency,
    customer: fields.customer,
    customer_account: null,
    description: fields.description,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: fields.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    // Observed: the payment for a subscription invoice has the invoice ID, in at most 25 characters.
    ...(fields.order
      ? { payment_details: { customer_reference: null, order_reference: fields.order.slice(0, 25) } }
      : {}),
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { installments: null, mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: fields.receipt_email ?? null,
    review: null,
    setup_future_usage: fields.setup_future_usage === undefined ? 'off_session' : fields.setup_future_usage,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
    _for: fields.for,
  } satisfies View<Stripe.PaymentIntent>
  ctx.store.put(intent)
  ctx.emit('payment_intent.created', intent)
  return intent
}

/**
 * Tries to pay with a card. The result's `status` is `succeeded`, `requires_action` (authentication), or
 * `requires_payment_method` (declined, with `last_payment_error`). Does not throw for a decline.
 */
export function tryPayment(ctx: Context, intent: Stored, method: Stored, offSession: boolean): Stored {
  const card = cardByNumber(method._number)
  const decline = card.decline ?? card.chargeDecline
  const started = ctx.store.put({ ...intent, payment_method: method.id, next_action: null })
  if (decline) return fail(ctx, started, method, decline)
  if (!requiresAuthentication(card, { offSession, wasSetUp: method._was_set_up })) return succeed(ctx, started, method)
  const asking = ctx.store.put({ ...started, status: 'requires_action', next_action: nextAction(ctx, intent) })
  ctx.emit('payment_intent.requires_action', asking)
  return asking
}

export function nextAction(ctx: Context, intent: Stored): Stripe.PaymentIntent.NextAction {
  const url = `${ctx.origin}/3ds/${intent.id}`
  return { type: 'redirect_to_url', redirect_to_url: { return_url: intent._return_url ?? null, url } }
}

function succeed(ctx: Context, intent: Stored, method: Stored): Stored {
  const isHeld = intent.capture_method === 'manual'
  const charge = createCharge(ctx, intent, method, null)
  ctx.emit('charge.succeeded', charge)
  if (intent.capture_method === 'automatic_async') settleChargeLater(ctx, charge)
  const paid = ctx.store.put({
    ...intent,
    status: isHeld ? 'requires_capture' : 'succeeded',
    amount_capturable: isHeld ? intent.amount : 0,
    amount_received: isHeld ? 0 : intent.amount,
    latest_charge: charge.id,
    last_payment_error: null,
    next_action: null,
  })
  ctx.emit(isHeld ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded', paid)
  const isKept = intent.setup_future_usage && intent.customer && !method.customer
  if (isKept) attach(ctx, ctx.store.put({ ...method, _was_set_up: true }), intent.customer)
  const { dispute } = cardByNumber(method._number)
  if (dispute && !isHeld) disputeLater(ctx, charge, dispute)
  return paid
}

export function fail(ctx: Context, intent: Stored, method: Stored, decline: Decline): Stored {
  const charge = createCharge(ctx, intent, method, decline)
  ctx.emit('charge.failed', charge)
  return failPayment(ctx, intent, method, { ...decline, charge: charge.id })
}

const authenticationFailure: Decline = {
  code: 'payment_intent_authentication_failure',
  message: 'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
}

/** Applies the customer's response on the bank's page to a payment. */
export function authenticatePayment(ctx: Context, intent: Stored, method: Stored, outcome: 'succeed' | 'fail'): Stored {
  if (outcome === 'fail') return failPayment(ctx, intent, method, authenticationFailure)
  const ready = ctx.store.put({ ...method, _was_set_up: true })
  const decline = cardByNumber(method._number).afterChallenge
  return decline ? fail(ctx, intent, ready, decline) : succeed(ctx, intent, ready)
}

/** Removes the payment method from the intent and sets the error (Stripe docs: payment intent lifecycle). */
export function failPayment(ctx: Context, intent: Stored, method: Stored, error: Params): Stored {
  const failed = ctx.store.put({
    ...intent,
    status: 'requires_payment_method',
    payment_method: null,
    next_action: null,
    latest_charge: error.charge ?? intent.latest_charge,
    last_payment_error: { type: 'card_error', ...error, doc_url: docUrlOf(error.code), payment_method: method },
  })
  ctx.emit('payment_intent.payment_failed', failed)
  return failed
}

export function declineError(intent: Stored): StripeError {
  const { type: _, doc_url: __, ...error } = intent.last_payment_error
  return cardError({ ...error, payment_intent: intent })
}
