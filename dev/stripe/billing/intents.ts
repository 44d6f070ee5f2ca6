import { pageOf } from '../http/list'
import { type Context, cardError, invalid, newId, type Operation, type Params, StripeError } from '../kernel'
import { mergeMetadata, need } from '../resources/shared'
import type { Stored } from '../store'
import { asksAtSetup, asksCustomer, cardByNumber, type Decline } from './cards'
import { attach, methodOf, refuseDeclined } from './payment-methods'

export const operations: Operation[] = [
  {
    method: 'POST',
    path: '/v1/setup_intents',
    params: 'SetupIntentCreateParams',
    run: ({ ctx, params }) => createSetup(ctx, params),
  },
  {
    method: 'GET',
    path: '/v1/setup_intents',
    params: 'SetupIntentListParams',
    run: ({ ctx, params }) => pageOf(ofCustomer(ctx, 'setup_intent', params.customer), params, '/v1/setup_intents'),
  },
  {
    method: 'GET',
    path: '/v1/setup_intents/:id',
    params: null,
    run: ({ ctx, path }) => need(ctx, 'setup_intent', path.id ?? ''),
  },
  {
    method: 'POST',
    path: '/v1/setup_intents/:id/confirm',
    params: 'SetupIntentConfirmParams',
    run: ({ ctx, path, params }) => confirmSetup(ctx, need(ctx, 'setup_intent', path.id ?? ''), params.payment_method),
  },
  {
    method: 'GET',
    path: '/v1/payment_intents',
    params: 'PaymentIntentListParams',
    run: ({ ctx, params }) => pageOf(ofCustomer(ctx, 'payment_intent', params.customer), params, '/v1/payment_intents'),
  },
  {
    method: 'GET',
    path: '/v1/payment_intents/:id',
    params: null,
    run: ({ ctx, path }) => need(ctx, 'payment_intent', path.id ?? ''),
  },
  { method: 'GET', path: '/v1/charges/:id', params: null, run: ({ ctx, path }) => need(ctx, 'charge', path.id ?? '') },
]

function ofCustomer(ctx: Context, object: string, customer: string | undefined): Stored[] {
  const all = ctx.store.all(object)
  return customer === undefined ? all : all.filter((one) => one.customer === customer)
}

const authenticationFailure: Decline = {
  code: 'payment_intent_authentication_failure',
  message: 'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
}

// --- Payment intents ---------------------------------------------------------------------------------------------------

type PaymentFor = { invoice: string } | { checkout: string }

/** Makes a payment intent that nothing was tried with yet. `what` is told when it is paid after a challenge. */
export function createPayment(
  ctx: Context,
  fields: { customer: string | null; amount: number; currency: string; description: string | null; for: PaymentFor },
): Stored {
  const id = newId('pi')
  const intent = ctx.store.put({
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: fields.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic',
    client_secret: `${id}_secret_${newId('x').slice(2)}`,
    confirmation_method: 'automatic',
    created: ctx.now(fields.customer),
    currency: fields.currency,
    customer: fields.customer,
    customer_account: null,
    description: fields.description,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: {},
    next_action: null,
    payment_method: null,
    payment_method_types: ['card'],
    processing: null,
    receipt_email: null,
    setup_future_usage: 'off_session',
    status: 'requires_payment_method',
    _for: fields.for,
  })
  ctx.emit('payment_intent.created', intent)
  return intent
}

/**
 * Tries to pay with a card. The answer's `status` says what came of it: `succeeded`, `requires_action` (the customer has
 * to answer their bank) or `requires_payment_method` (declined; `last_payment_error` says why). It never throws for a decline.
 */
export function tryPayment(ctx: Context, intent: Stored, method: Stored, offSession: boolean): Stored {
  const card = cardByNumber(method._number)
  const decline = card.decline ?? card.chargeDecline
  const started = ctx.store.put({ ...intent, payment_method: method.id, next_action: null })
  if (decline) return fail(ctx, started, method, decline)
  if (!asksCustomer(card, { offSession, wasSetUp: method._was_set_up })) return succeed(ctx, started, method)
  const asking = ctx.store.put({ ...started, status: 'requires_action', next_action: nextAction(ctx, intent.id) })
  ctx.emit('payment_intent.requires_action', asking)
  return asking
}

function nextAction(ctx: Context, id: string): Params {
  return { type: 'redirect_to_url', redirect_to_url: { return_url: null, url: `${ctx.origin}/3ds/${id}` } }
}

function succeed(ctx: Context, intent: Stored, method: Stored): Stored {
  const charge = chargeOf(ctx, intent, method, null)
  ctx.emit('charge.succeeded', charge)
  const paid = ctx.store.put({
    ...intent,
    status: 'succeeded',
    amount_received: intent.amount,
    latest_charge: charge.id,
    last_payment_error: null,
    next_action: null,
  })
  ctx.emit('payment_intent.succeeded', paid)
  return paid
}

function fail(ctx: Context, intent: Stored, method: Stored, decline: Decline): Stored {
  const charge = chargeOf(ctx, intent, method, decline)
  ctx.emit('charge.failed', charge)
  return refuse(ctx, intent, method, { ...decline, charge: charge.id })
}

function refuse(ctx: Context, intent: Stored, method: Stored, error: Params): Stored {
  const refused = ctx.store.put({
    ...intent,
    status: 'requires_payment_method',
    payment_method: null,
    next_action: null,
    latest_charge: error.charge ?? intent.latest_charge,
    last_payment_error: { type: 'card_error', ...error, payment_method: method.id },
  })
  ctx.emit('payment_intent.payment_failed', refused)
  return refused
}

function chargeOf(ctx: Context, intent: Stored, method: Stored, decline: Decline | null): Stored {
  return ctx.store.put({
    id: newId('ch'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: decline ? 0 : intent.amount,
    amount_refunded: 0,
    billing_details: method.billing_details,
    captured: !decline,
    created: ctx.now(intent.customer),
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_code: decline?.code ?? null,
    failure_message: decline?.message ?? null,
    livemode: false,
    metadata: {},
    outcome: null,
    paid: !decline,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { type: 'card', card: method.card },
    receipt_url: null,
    refunded: false,
    status: decline ? 'failed' : 'succeeded',
  })
}

/** A declined payment as the API's error. What was written stays: the attempt was made. */
export function declineError(intent: Stored): StripeError {
  const { code, decline_code, message } = intent.last_payment_error
  return cardError({ code, decline_code, message, payment_intent: intent })
}

// --- Setup intents -----------------------------------------------------------------------------------------------------

function createSetup(ctx: Context, params: Params): Stored {
  const customer = params.customer ? need(ctx, 'customer', params.customer, 'customer') : null
  const intent = newSetup(ctx, customer?.id ?? null, params.usage ?? 'off_session', mergeMetadata({}, params.metadata))
  if (params.confirm) return confirmSetup(ctx, intent, params.payment_method)
  if (!params.payment_method) return intent
  const method = methodOf(ctx, params.payment_method, 'payment_method')
  return ctx.store.put({ ...intent, payment_method: method.id, status: 'requires_confirmation' })
}

export function newSetup(
  ctx: Context,
  customer: string | null,
  usage: string,
  metadata: Params,
  checkout?: string,
): Stored {
  const id = newId('seti')
  const intent = ctx.store.put({
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${newId('x').slice(2)}`,
    created: ctx.now(customer),
    customer,
    description: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    mandate: null,
    metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage,
    _for: checkout ? { checkout } : null,
  })
  ctx.emit('setup_intent.created', intent)
  return intent
}

/** Saves a card for later charges. Throws Stripe's card error when its bank refuses; asks the customer where the bank does. */
export function confirmSetup(ctx: Context, intent: Stored, methodId: string | undefined): Stored {
  const id = methodId ?? intent.payment_method
  if (!id)
    throw invalid('You cannot confirm this SetupIntent because it is missing a payment method.', 'payment_method')
  if (intent.status === 'succeeded' || intent.status === 'canceled') {
    const message = `You cannot confirm this SetupIntent because it has already ${intent.status}.`
    throw invalid(message, undefined, 'setup_intent_unexpected_state')
  }
  const method = methodOf(ctx, id, 'payment_method')
  try {
    refuseDeclined(method)
  } catch (error) {
    if (!(error instanceof StripeError)) throw error
    const failed = ctx.store.put({ ...intent, status: 'requires_payment_method', last_setup_error: error.body })
    ctx.emit('setup_intent.setup_failed', failed)
    throw new StripeError(402, { ...error.body, setup_intent: failed }, true)
  }
  const chosen = ctx.store.put({ ...intent, payment_method: method.id })
  if (!asksAtSetup(cardByNumber(method._number)) || method._was_set_up) return finishSetup(ctx, chosen, method)
  const asking = ctx.store.put({ ...chosen, status: 'requires_action', next_action: nextAction(ctx, intent.id) })
  ctx.emit('setup_intent.requires_action', asking)
  return asking
}

function finishSetup(ctx: Context, intent: Stored, method: Stored): Stored {
  const ready = ctx.store.put({ ...method, _was_set_up: true })
  const done = ctx.store.put({ ...intent, status: 'succeeded', next_action: null, last_setup_error: null })
  ctx.emit('setup_intent.succeeded', done)
  if (intent.customer) attach(ctx, ready, intent.customer)
  return done
}

// --- The customer's answer to the bank -----------------------------------------------------------------------------------

/**
 * Carries out what the customer answered on the bank's page.
 *
 * @returns the intent afterwards: `succeeded`, or `requires_payment_method` when the challenge or the charge failed
 */
export function authenticate(ctx: Context, intentId: string, outcome: 'succeed' | 'fail'): Stored {
  const intent = ctx.store.get(intentId)
  if (intent?.status !== 'requires_action') throw invalid('This intent does not wait for authentication.')
  const method = need(ctx, 'payment_method', intent.payment_method)
  if (intent.object === 'setup_intent') {
    if (outcome === 'succeed') return finishSetup(ctx, intent, method)
    const error = {
      type: 'invalid_request_error',
      ...authenticationFailure,
      code: 'setup_intent_authentication_failure',
    }
    const failed = ctx.store.put({
      ...intent,
      status: 'requires_payment_method',
      payment_method: null,
      next_action: null,
      last_setup_error: error,
    })
    ctx.emit('setup_intent.setup_failed', failed)
    return failed
  }
  if (outcome === 'fail') return refuse(ctx, intent, method, authenticationFailure)
  const ready = ctx.store.put({ ...method, _was_set_up: true })
  const decline = cardByNumber(method._number).afterChallenge
  return decline ? fail(ctx, intent, ready, decline) : succeed(ctx, intent, ready)
}
