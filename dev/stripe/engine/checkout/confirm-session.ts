import { type Context, invalid, type Params } from '../core/context'
import { mergeMetadata, need } from '../core/parameters'
import type { Stored } from '../core/store'
import { confirmSetup } from '../payments/confirm-setup'
import { createPayment, declineError, tryPayment } from '../payments/payment-lifecycle'
import { attach } from '../payments/payment-methods'
import { createSubscription } from '../subscriptions/create-subscription'
import { newSessionSetup } from './mode-fields'

type Confirmed = { session: Stored; next_action?: { intent: string } }

/**
 * Handles a submitted Checkout page: charges the card, or saves it for a trial, and then creates the subscription. A
 * failed attempt creates no subscription (Stripe changelog 2025-03-31.basil).
 * @returns the completed session, or the intent that needs authentication
 * @throws StripeError for a declined card; the session stays open
 */
export function confirmSession(ctx: Context, session: Stored, params: Params): Confirmed {
  if (session.status !== 'open') throw invalid('This Checkout Session is not open any more.')
  const method = params.payment_method ? need(ctx, 'payment_method', params.payment_method) : null
  const details = customerDetails(session, params.billing_details ?? {})
  const ready: Stored = ctx.store.put({ ...session, customer_details: details })
  if (!method) return { session: complete(ctx, ready, null, null) }
  return ready.amount_total > 0 ? charge(ctx, ready, method) : save(ctx, ready, method)
}

function customerDetails(session: Stored, billing: Params): Params {
  return {
    address: billing.address ?? null,
    business_name: null,
    email: billing.email ?? session.customer_email ?? session.customer_details?.email ?? null,
    individual_name: null,
    name: billing.name ?? null,
    phone: billing.phone ?? null,
    tax_exempt: 'none',
    tax_ids: [],
  }
}

function charge(ctx: Context, session: Stored, method: Stored): Confirmed {
  const { customer, amount_total: amount, currency } = session
  const kept = session._intent ? ctx.store.get(session._intent) : undefined
  const data = session._payment_data as Params
  const isOnce = session.mode === 'payment'
  const fields = {
    customer,
    amount,
    currency,
    description: isOnce ? (data.description ?? null) : 'Subscription creation',
    for: { checkout: session.id },
    // The payment becomes the payment for the subscription's first invoice.
    ...(isOnce ? {} : { capture_method: 'automatic' as const }),
    metadata: mergeMetadata({}, data.metadata),
    setup_future_usage: isOnce ? (data.setup_future_usage ?? null) : ('off_session' as const),
    receipt_email: data.receipt_email ?? null,
  }
  const fresh = kept?.object === 'payment_intent' && kept.amount === amount ? kept : createPayment(ctx, fields)
  const intent = tryPayment(ctx, fresh, method, false)
  const waiting = ctx.store.put({ ...session, _intent: intent.id })
  if (intent.status === 'requires_action') return { session: waiting, next_action: { intent: intent.id } }
  if (intent.status !== 'succeeded') throw declineError(intent)
  return { session: complete(ctx, waiting, method, intent) }
}

function save(ctx: Context, session: Stored, method: Stored): Confirmed {
  const fresh = session.setup_intent ? need(ctx, 'setup_intent', session.setup_intent) : newSessionSetup(ctx, session)
  const waiting = ctx.store.put({ ...session, _intent: fresh.id })
  const intent = confirmSetup(ctx, fresh, method.id)
  if (intent.status === 'requires_action') return { session: waiting, next_action: { intent: intent.id } }
  return { session: complete(ctx, waiting, method, intent) }
}

/** Continues after authentication, unless the session was closed in the meantime. */
export function continueSession(ctx: Context, sessionId: string, intent: Stored): void {
  const session = need(ctx, 'checkout.session', sessionId)
  if (session.status !== 'open' || intent.status !== 'succeeded') return
  complete(ctx, session, need(ctx, 'payment_method', intent.payment_method), intent)
}

/** SDK type SessionCreateParams.customer_update: `auto` saves the entered values to the customer. */
function updateCustomer(ctx: Context, session: Stored): void {
  const { name, address } = session.customer_details ?? {}
  const wanted = session._customer_update as Params
  const fields = {
    ...(wanted.name === 'auto' && name ? { name } : {}),
    ...(wanted.address === 'auto' && address ? { address } : {}),
  }
  if (Object.keys(fields).length > 0) ctx.call('POST', `/v1/customers/${session.customer}`, fields)
}

function complete(ctx: Context, session: Stored, method: Stored | null, intent: Stored | null): Stored {
  updateCustomer(ctx, session)
  if (session.mode !== 'subscription') return completeWithoutSubscription(ctx, session, method, intent)
  const customer = session.customer ?? newCustomer(ctx, session)
  if (method) attach(ctx, need(ctx, 'payment_method', method.id), customer)
  const payment = intent?.object === 'payment_intent' ? intent : undefined
  const { result: subscription, emissions } = ctx.holdEvents(() =>
    createSubscription(ctx, subscriptionParams(session, customer, method), payment),
  )
  const completed = ctx.store.put({
    ...session,
    customer,
    invoice: subscription.latest_invoice,
    payment_status: payment ? 'paid' : 'no_payment_required',
    status: 'complete',
    subscription: subscription.id,
    url: null,
  })
  ctx.emit('checkout.session.completed', completed)
  for (const { type, object, previous } of emissions) ctx.emit(type, object, previous)
  return completed
}

/** Completes a session in payment or setup mode. */
function completeWithoutSubscription(
  ctx: Context,
  session: Stored,
  method: Stored | null,
  intent: Stored | null,
): Stored {
  const makesCustomer = session.customer === null && session.customer_creation === 'always'
  const customer = makesCustomer ? newCustomer(ctx, session) : session.customer
  const isSaved = session.mode === 'setup' || session._payment_data.setup_future_usage
  if (method && customer && isSaved) attach(ctx, need(ctx, 'payment_method', method.id), customer)
  if (intent && makesCustomer) ctx.store.put({ ...need(ctx, intent.object, intent.id), customer })
  const isPayment = session.mode === 'payment'
  const completed = ctx.store.put({
    ...session,
    customer,
    payment_intent: isPayment ? (intent?.id ?? null) : null,
    setup_intent: isPayment ? null : (intent?.id ?? null),
    payment_status: isPayment && intent ? 'paid' : 'no_payment_required',
    status: 'complete',
    url: null,
  })
  ctx.emit('checkout.session.completed', completed)
  return completed
}

function newCustomer(ctx: Context, session: Stored): string {
  const { email, name, address } = session.customer_details
  const fields = { ...(email ? { email } : {}), ...(name ? { name } : {}), ...(address ? { address } : {}) }
  return ctx.call<Stored>('POST', '/v1/customers', fields).id
}

/** Assumed from observation: Checkout saves the card as the subscription's `default_payment_method`. */
function subscriptionParams(session: Stored, customer: string, method: Stored | null): Params {
  const { metadata, description, trial_end, trial_period_days, trial_settings, billing_mode } =
    session._subscription_data
  const optional = { metadata, description, trial_end, trial_period_days, trial_settings, billing_mode }
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined))
  const lines = (session._line_items as Stored[]).map(({ price, quantity }) => ({ price, quantity }))
  const wanted = (isRecurring: boolean) =>
    lines
      .filter(({ price }) => (price.recurring !== null) === isRecurring)
      .map(({ price, quantity }) => ({ price: price.id, quantity }))
  const extras = wanted(false)
  const discounts = (session.discounts as Params[]).map(({ coupon, promotion_code: code }) =>
    code ? { promotion_code: code } : { coupon },
  )
  return {
    customer,
    items: wanted(true),
    currency: session.currency,
    ...given,
    ...(extras.length > 0 ? { add_invoice_items: extras } : {}),
    ...(method ? { default_payment_method: method.id } : {}),
    ...(discounts.length > 0 ? { discounts } : {}),
  }
}
