import { pageOf } from '../http/list'
import { type Context, invalid, newId, type Operation, type Params } from '../kernel'
import { mergeMetadata, need } from '../resources/shared'
import type { Stored } from '../store'
import { refuseUnsupported } from './supported'

const about = (params: Params) => (one: Stored) =>
  (!params.charge || one.charge === params.charge) &&
  (!params.payment_intent || one.payment_intent === params.payment_intent)

export const operations: Operation[] = [
  {
    method: 'GET',
    path: '/v1/charges',
    params: 'ChargeListParams',
    run: ({ ctx, params }) => {
      const all = params.customer ? ctx.store.of(params.customer) : ctx.store.all('charge')
      return pageOf(
        all.filter((one) => one.object === 'charge'),
        params,
        '/v1/charges',
      )
    },
  },
  {
    method: 'GET',
    path: '/v1/refunds',
    params: 'RefundListParams',
    run: ({ ctx, params }) => pageOf(ctx.store.all('refund').filter(about(params)), params, '/v1/refunds'),
  },
  { method: 'POST', path: '/v1/refunds', params: 'RefundCreateParams', run: ({ ctx, params }) => refund(ctx, params) },
  {
    method: 'GET',
    path: '/v1/refunds/:id',
    params: null,
    run: ({ ctx, path }) => need(ctx, 'refund', path.id ?? ''),
  },
  {
    method: 'GET',
    path: '/v1/disputes',
    params: 'DisputeListParams',
    run: ({ ctx, params }) => pageOf(ctx.store.all('dispute').filter(about(params)), params, '/v1/disputes'),
  },
  {
    method: 'GET',
    path: '/v1/disputes/:id',
    params: null,
    run: ({ ctx, path }) => need(ctx, 'dispute', path.id ?? ''),
  },
  // What the customer does with their bank, and how the bank decides: no part of Stripe's API.
  {
    method: 'POST',
    path: '/_internal/charges/:id/dispute',
    params: null,
    run: ({ ctx, path }) => dispute(ctx, need(ctx, 'charge', path.id ?? '')),
  },
  {
    method: 'POST',
    path: '/_internal/disputes/:id/decide',
    params: null,
    run: ({ ctx, path, params }) => decide(ctx, need(ctx, 'dispute', path.id ?? ''), params.status),
  },
]

function refund(ctx: Context, params: Params): Stored {
  refuseUnsupported(params, ['amount', 'charge', 'metadata', 'payment_intent', 'reason'])
  const intent = params.payment_intent ? need(ctx, 'payment_intent', params.payment_intent, 'payment_intent') : null
  const charge = need(ctx, 'charge', params.charge ?? intent?.latest_charge ?? '', 'charge')
  const left = charge.amount_captured - charge.amount_refunded
  const amount = params.amount ?? left
  if (left <= 0) throw invalid(`Charge ${charge.id} has already been refunded.`, 'charge', 'charge_already_refunded')
  if (amount > left) throw invalid('Refund amount is greater than unrefunded amount on charge', 'amount')
  const made = ctx.store.put({
    id: newId('re'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: ctx.now(charge.customer),
    currency: charge.currency,
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: charge.payment_intent,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  })
  const amount_refunded = charge.amount_refunded + amount
  const after = ctx.store.put({ ...charge, amount_refunded, refunded: amount_refunded === charge.amount })
  ctx.emit('refund.created', made)
  ctx.emit('charge.refunded', after, { amount_refunded: charge.amount_refunded, refunded: charge.refunded })
  return made
}

function dispute(ctx: Context, charge: Stored): Stored {
  const made = ctx.store.put({
    id: newId('dp'),
    object: 'dispute',
    amount: charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: ctx.now(charge.customer),
    currency: charge.currency,
    evidence: {},
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: 'fraudulent',
    status: 'needs_response',
  })
  ctx.store.put({ ...charge, disputed: true })
  ctx.emit('charge.dispute.created', made)
  return made
}

function decide(ctx: Context, before: Stored, status: 'won' | 'lost' | 'under_review'): Stored {
  const after = ctx.store.put({ ...before, status })
  ctx.emit('charge.dispute.updated', after, { status: before.status })
  if (status !== 'under_review') ctx.emit('charge.dispute.closed', after)
  return after
}
