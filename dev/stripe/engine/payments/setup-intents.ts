import { type Context, invalid, type Params, StripeError } from '../core/context'
import { listed, mergeMetadata, need, orNull } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported, requireCards } from '../core/unsupported-parameters'
import { pageOf } from '../queries/pagination'
import { confirmSetup, newSetup } from './confirm-setup'
import { methodOf } from './payment-methods'

export function create(ctx: Context, params: Params): Stored {
  const supported = ['automatic_payment_methods', 'confirm', 'customer', 'description', 'metadata', 'payment_method']
  rejectUnsupported(params, [...supported, 'allowed_payment_method_types', 'return_url', 'usage'])
  requireCards(params)
  const customer = params.customer ? need(ctx, 'customer', params.customer, 'customer') : null
  const method = params.payment_method ? methodOf(ctx, params.payment_method, 'payment_method') : null
  const intent = newSetup(ctx, customer?.id ?? null, {
    usage: params.usage ?? 'off_session',
    description: params.description || null,
    metadata: mergeMetadata({}, params.metadata),
    for: null,
  })
  const ready = params.return_url ? ctx.store.put({ ...intent, _return_url: params.return_url }) : intent
  if (params.confirm) return confirmSetup(ctx, ready, method?.id)
  if (!method) return ready
  return ctx.store.put({ ...ready, payment_method: method.id, status: 'requires_confirmation' })
}

const open = ['requires_payment_method', 'requires_confirmation', 'requires_action']

export function update(ctx: Context, intent: Stored, params: Params): Stored {
  rejectUnsupported(params, ['customer', 'description', 'metadata', 'payment_method'])
  if (!open.includes(intent.status) && (params.customer || params.payment_method)) {
    throw unexpected(intent, `You cannot update this SetupIntent because it has a status of ${intent.status}.`)
  }
  const method = params.payment_method ? methodOf(ctx, params.payment_method, 'payment_method') : null
  return ctx.store.put({
    ...intent,
    customer: params.customer ? need(ctx, 'customer', params.customer, 'customer').id : intent.customer,
    description: orNull(params.description, intent.description),
    metadata: mergeMetadata(intent.metadata, params.metadata),
    payment_method: method?.id ?? intent.payment_method,
    status: method && intent.status === 'requires_payment_method' ? 'requires_confirmation' : intent.status,
  })
}

export function cancel(ctx: Context, intent: Stored, params: Params): Stored {
  if (!open.includes(intent.status)) {
    throw unexpected(
      intent,
      `You cannot cancel this SetupIntent because it has a status of ${intent.status}. Only a SetupIntent with one of the following statuses may be canceled: ${open.join(', ')}.`,
    )
  }
  if (intent._for) throw invalid('You cannot cancel this SetupIntent because it belongs to a Checkout Session.')
  const reason = params.cancellation_reason ?? null
  const canceled = ctx.store.put({ ...intent, status: 'canceled', cancellation_reason: reason, next_action: null })
  ctx.emit('setup_intent.canceled', canceled)
  return canceled
}

function unexpected(intent: Stored, message: string): StripeError {
  const code = 'setup_intent_unexpected_state'
  return new StripeError(400, { type: 'invalid_request_error', code, message, setup_intent: intent })
}

export function list(ctx: Context, params: Params) {
  const { customer, payment_method: method } = params
  const wanted = listed(ctx, 'setup_intent', customer).filter((one) => !method || one.payment_method === method)
  return pageOf(wanted, params, '/v1/setup_intents')
}

export function confirm(ctx: Context, intent: Stored, params: Params): Stored {
  rejectUnsupported(params, ['payment_method', 'return_url', 'use_stripe_sdk'])
  const ready = params.return_url ? ctx.store.put({ ...intent, _return_url: params.return_url }) : intent
  return confirmSetup(ctx, ready, params.payment_method)
}
