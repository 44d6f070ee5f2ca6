import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, docUrlOf, invalid, newId, StripeError } from '../core/context'
import type { Stored } from '../core/store'
import { nextAction } from './payment-lifecycle'
import { attach, methodOf, rejectDeclined } from './payment-methods'
import { cardByNumber, requiresAuthenticationAtSetup } from './test-cards'

// A setup intent's lifecycle. It saves a card for later charges.

/** What a card is saved for. That object is updated after authentication. */
export type SetupFor = { checkout: string } | { subscription: string } | null

type Fields = { usage: string; description: string | null; metadata: Record<string, string>; for: SetupFor }

export function newSetup(ctx: Context, customer: string | null, fields: Fields): Stored {
  const id = newId('seti')
  const intent = {
    id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: fields.for ? null : { allow_redirects: 'always', enabled: true },
    cancellation_reason: null,
    client_secret: `${id}_secret_${newId('x').slice(2)}`,
    created: ctx.now(customer),
    customer,
    customer_account: null,
    description: fields.description,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    livemode: false,
    managed_payments: null,
    mandate: null,
    metadata: fields.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: { card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    single_use_mandate: null,
    status: 'requires_payment_method',
    usage: fields.usage,
    _for: fields.for,
  } satisfies View<Stripe.SetupIntent>
  ctx.store.put(intent)
  ctx.emit('setup_intent.created', intent)
  return intent
}

/**
 * Saves a card for later charges, with authentication if the bank requires it. Throws Stripe's card error if the card is
 * declined.
 */
export function confirmSetup(ctx: Context, intent: Stored, methodId: string | undefined): Stored {
  if (intent.status === 'succeeded' || intent.status === 'canceled') {
    const message = `You cannot confirm this SetupIntent because it has already ${intent.status}.`
    const code = 'setup_intent_unexpected_state'
    throw new StripeError(400, { type: 'invalid_request_error', code, message, setup_intent: intent })
  }
  const id = methodId ?? intent.payment_method
  if (!id) {
    throw invalid(
      "You cannot confirm this SetupIntent because it's missing a payment method. Update the SetupIntent with a payment method and then confirm it again.",
      'payment_method',
      'setup_intent_unexpected_state',
    )
  }
  const method = methodOf(ctx, id, 'payment_method')
  try {
    rejectDeclined(method)
  } catch (error) {
    if (!(error instanceof StripeError)) throw error
    const last_setup_error = { ...error.body, doc_url: docUrlOf(error.body.code ?? ''), payment_method: method }
    const failed = ctx.store.put({ ...intent, status: 'requires_payment_method', last_setup_error })
    ctx.emit('setup_intent.setup_failed', failed)
    throw new StripeError(402, { ...error.body, setup_intent: failed }, true)
  }
  const chosen = ctx.store.put({ ...intent, payment_method: method.id })
  if (!requiresAuthenticationAtSetup(cardByNumber(method._number)) || method._was_set_up)
    return finishSetup(ctx, chosen, method)
  const asking = ctx.store.put({ ...chosen, status: 'requires_action', next_action: nextAction(ctx, intent) })
  ctx.emit('setup_intent.requires_action', asking)
  return asking
}

function finishSetup(ctx: Context, intent: Stored, method: Stored): Stored {
  const ready = ctx.store.put({ ...method, _was_set_up: true })
  const done = ctx.store.put({ ...intent, status: 'succeeded', next_action: null, last_setup_error: null })
  ctx.emit('setup_intent.succeeded', done)
  if (intent.customer) attach(ctx, ready, intent.customer)
  const subscription = intent._for?.subscription ? ctx.store.get(intent._for.subscription) : undefined
  if (subscription) settleSubscription(ctx, subscription, method.id)
  return done
}

/**
 * Stripe docs (pending setup intents): on success, the pending intent is cleared, and the card is saved if the settings
 * allow it.
 */
function settleSubscription(ctx: Context, before: Stored, method: string): void {
  const isKept = before.payment_settings.save_default_payment_method === 'on_subscription'
  const card = isKept ? method : before.default_payment_method
  const after = ctx.store.put({ ...before, pending_setup_intent: null, default_payment_method: card })
  const { pending_setup_intent, default_payment_method } = before
  const previous = { pending_setup_intent, ...(isKept ? { default_payment_method } : {}) }
  ctx.emit('customer.subscription.updated', after, previous)
}

const authenticationFailure = {
  type: 'invalid_request_error',
  code: 'setup_intent_authentication_failure',
  message: 'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
}

/** Applies the customer's response on the bank's page to a setup intent. */
export function authenticateSetup(ctx: Context, intent: Stored, method: Stored, outcome: 'succeed' | 'fail'): Stored {
  if (outcome === 'succeed') return finishSetup(ctx, intent, method)
  const failed = ctx.store.put({
    ...intent,
    status: 'requires_payment_method',
    payment_method: null,
    next_action: null,
    last_setup_error: {
      ...authenticationFailure,
      doc_url: docUrlOf(authenticationFailure.code),
      payment_method: method,
    },
  })
  ctx.emit('setup_intent.setup_failed', failed)
  return failed
}
