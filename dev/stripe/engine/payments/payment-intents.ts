import { type Context, invalid, type Params, StripeError } from '../core/context'
import { currencyOf, digitsOf, moneyText } from '../core/currencies'
import { listed, mergeMetadata, need, orNull, requireAtLeast } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported, requireCards } from '../core/unsupported-parameters'
import { collect } from '../invoices/collect-invoice'
import { pageOf } from '../queries/pagination'
import { settleCharge } from './account-balance'
import { createPayment, declineError, failPayment, tryPayment } from './payment-lifecycle'
import { methodOf } from './payment-methods'

const shared = ['description', 'metadata', 'payment_method', 'receipt_email', 'setup_future_usage']

export function create(ctx: Context, params: Params): Stored {
  const more = ['amount', 'automatic_payment_methods', 'capture_method', 'confirm', 'currency', 'customer']
  const how = ['allowed_payment_method_types', 'error_on_requires_action', 'off_session', 'return_url']
  rejectUnsupported(params, [...shared, ...more, ...how])
  requireCards(params)
  const currency = currencyOf(params.currency)
  requireChargeable(params.amount, currency)
  const customer = params.customer ? need(ctx, 'customer', params.customer, 'customer').id : null
  const method = params.payment_method ? methodOf(ctx, params.payment_method, 'payment_method') : null
  const { amount, description, metadata, capture_method, receipt_email } = params
  const intent = createPayment(ctx, {
    customer,
    amount,
    currency,
    description: description || null,
    for: null,
    metadata: mergeMetadata({}, metadata),
    setup_future_usage: params.setup_future_usage || null,
    capture_method,
    receipt_email: receipt_email || null,
  })
  const status = method ? 'requires_confirmation' : 'requires_payment_method'
  const ready = ctx.store.put({ ...intent, payment_method: method?.id ?? null, status, _return_url: params.return_url })
  return params.confirm ? confirm(ctx, ready, pick(params, ['off_session', 'error_on_requires_action'])) : ready
}

function pick(params: Params, names: string[]): Params {
  return Object.fromEntries(names.filter((name) => params[name] !== undefined).map((name) => [name, params[name]]))
}

/** As observed, with two spaces after the first sentence. */
const amountBelowMinimum =
  'The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency set (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to save a Payment Method for future use without an immediate payment, use a Setup Intent instead: https://docs.stripe.com/payments/setup-intents'

/** Stripe docs (currencies, minimum and maximum charge amounts): at least fifty cents and at most eight digits. */
function requireChargeable(amount: number, currency: string): void {
  if (amount < 1) throw invalid(amountBelowMinimum, 'amount', 'parameter_invalid_integer')
  const least = digitsOf(currency) === 0 ? 50 : 0.5 * 10 ** digitsOf(currency)
  if (amount < least) {
    const message = `Amount must be at least ${moneyText(least, currency)} ${currency}`
    throw invalid(message, 'amount', 'amount_too_small')
  }
  requireNotTooLarge(amount, currency)
}

/** Stripe docs (create a payment intent): "up to eight digits". */
export function requireNotTooLarge(amount: number, currency: string): void {
  if (amount <= 99_999_999) return
  const message = `Amount must be no more than ${moneyText(99_999_999, currency)} ${currency}`
  throw invalid(message, 'amount', 'amount_too_large')
}

/** Stripe's error for an intent in the wrong state. It includes the intent. */
function unexpected(intent: Stored, verb: string, allowed: string[]): StripeError {
  const already = intent.status === 'succeeded' && verb === 'confirm'
  const message = already
    ? 'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.'
    : `You cannot ${verb} this PaymentIntent because it has a status of ${intent.status}. Only a PaymentIntent with one of the following statuses may be ${verb === 'capture' ? 'captured' : verb === 'cancel' ? 'canceled' : 'confirmed'}: ${allowed.join(', ')}.`
  const code = 'payment_intent_unexpected_state'
  return new StripeError(400, { type: 'invalid_request_error', code, message, payment_intent: intent })
}

const confirmable = ['requires_payment_method', 'requires_confirmation', 'requires_action']

export function confirm(ctx: Context, intent: Stored, params: Params): Stored {
  rejectUnsupported(params, [...shared, 'off_session', 'return_url', 'error_on_requires_action', 'use_stripe_sdk'])
  if (!confirmable.includes(intent.status)) throw unexpected(intent, 'confirm', confirmable.slice(1))
  const id = params.payment_method ?? intent.payment_method
  if (!id) {
    const message =
      "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a payment method or ConfirmationToken."
    const code = 'payment_intent_unexpected_state'
    throw new StripeError(400, { type: 'invalid_request_error', code, message, payment_intent: intent })
  }
  const method = methodOf(ctx, id, 'payment_method')
  requireUsable(method, intent)
  const usage = params.setup_future_usage === undefined ? intent.setup_future_usage : params.setup_future_usage || null
  const ready = ctx.store.put({
    ...intent,
    setup_future_usage: usage,
    receipt_email: orNull(params.receipt_email, intent.receipt_email),
    _return_url: params.return_url ?? intent._return_url,
  })
  const offSession = Boolean(params.off_session)
  const after = pay(ctx, ready, method, offSession)
  if (after.status === 'requires_payment_method') throw declineError(after)
  if (after.status !== 'requires_action' || !(offSession || params.error_on_requires_action)) return after
  throw declineError(
    failPayment(ctx, after, method, params.error_on_requires_action ? authenticationNotHandled : customerNotPresent),
  )
}

/** Stripe docs (off-session payments): if the customer is not present, an authentication request is a decline. */
const customerNotPresent = {
  code: 'authentication_required',
  decline_code: 'authentication_required',
  message: 'Your card was declined. This transaction requires authentication.',
}

/** Stripe docs (card payments without bank authentication): the request turned authentication off. */
const authenticationNotHandled = {
  code: 'authentication_required',
  decline_code: 'authentication_not_handled',
  message:
    "This payment required an authentication action to complete, but `error_on_requires_action` was set. When you're ready, you can upgrade your integration to handle actions at https://stripe.com/docs/payments/payment-intents/upgrade-to-handle-actions.",
}

/** An invoice payment is collected through the invoice, which records the result. */
function pay(ctx: Context, intent: Stored, method: Stored, offSession: boolean): Stored {
  const invoice = intent._for?.invoice
  if (!invoice) return tryPayment(ctx, intent, method, offSession)
  return collect(ctx, invoice, { method, offSession, isAutomatic: false }).intent ?? intent
}

function requireUsable(method: Stored, intent: Stored): void {
  if (!method.customer || method.customer === intent.customer) return
  const message = intent.customer
    ? `The PaymentMethod supplied (${method.id}) belongs to a different Customer than ${intent.customer}.`
    : `The payment method supplied (${method.id}) belongs to the Customer ${method.customer}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`
  throw invalid(message, 'payment_method')
}

export function capture(ctx: Context, intent: Stored, params: Params): Stored {
  rejectUnsupported(params, ['amount_to_capture', 'metadata'])
  if (intent.status !== 'requires_capture') throw unexpected(intent, 'capture', ['requires_capture'])
  const amount: number = params.amount_to_capture ?? intent.amount
  requireAtLeast(amount, 1, 'amount_to_capture')
  if (amount > intent.amount_capturable) {
    throw invalid('The amount to capture is greater than the capturable amount.', 'amount_to_capture')
  }
  const charge = need(ctx, 'charge', intent.latest_charge)
  const captured = settleCharge(ctx, { ...charge, captured: true, amount_captured: amount })
  ctx.emit('charge.captured', captured)
  const metadata = mergeMetadata(intent.metadata, params.metadata)
  const done = { ...intent, status: 'succeeded', amount_received: amount, amount_capturable: 0, metadata }
  const after: Stored = ctx.store.put(done)
  ctx.emit('payment_intent.succeeded', after)
  return after
}

export function cancel(ctx: Context, intent: Stored, params: Params): Stored {
  const allowed = [...confirmable, 'requires_capture']
  if (!allowed.includes(intent.status)) throw unexpected(intent, 'cancel', allowed)
  if (intent._for) {
    // Assumed message: the payment for an invoice or session is canceled with it.
    throw invalid('You cannot cancel this PaymentIntent because it belongs to an Invoice or a Checkout Session.')
  }
  const canceled: Stored = ctx.store.put({
    ...intent,
    status: 'canceled',
    canceled_at: ctx.now(intent.customer),
    cancellation_reason: params.cancellation_reason ?? null,
    amount_capturable: 0,
    next_action: null,
  })
  ctx.emit('payment_intent.canceled', canceled)
  return canceled
}

export function update(ctx: Context, intent: Stored, params: Params): Stored {
  rejectUnsupported(params, [...shared, 'amount', 'currency', 'customer'])
  const isOpen = confirmable.includes(intent.status)
  const touchesMoney = ['amount', 'currency', 'customer', 'payment_method'].some((name) => params[name] !== undefined)
  if (!isOpen && touchesMoney) {
    const message = `This PaymentIntent's amount could not be updated because it has a status of ${intent.status}. You may only update the amount of a PaymentIntent with one of the following statuses: ${confirmable.join(', ')}.`
    const code = 'payment_intent_unexpected_state'
    throw new StripeError(400, { type: 'invalid_request_error', code, message, payment_intent: intent })
  }
  if (intent._for && touchesMoney)
    throw invalid('The amount of an invoice’s PaymentIntent cannot be changed.', 'amount')
  const currency = params.currency ? currencyOf(params.currency) : intent.currency
  if (params.amount !== undefined) requireChargeable(params.amount, currency)
  const method = params.payment_method ? methodOf(ctx, params.payment_method, 'payment_method') : null
  return ctx.store.put({
    ...intent,
    amount: params.amount ?? intent.amount,
    currency,
    customer: params.customer ? need(ctx, 'customer', params.customer, 'customer').id : intent.customer,
    description: orNull(params.description, intent.description),
    metadata: mergeMetadata(intent.metadata, params.metadata),
    payment_method: method?.id ?? intent.payment_method,
    receipt_email: orNull(params.receipt_email, intent.receipt_email),
    setup_future_usage: orNull(params.setup_future_usage, intent.setup_future_usage),
    status: method && intent.status === 'requires_payment_method' ? 'requires_confirmation' : intent.status,
  })
}

export function list(ctx: Context, params: Params) {
  return pageOf(listed(ctx, 'payment_intent', params.customer), params, '/v1/payment_intents')
}
