import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, invalid, newId, type Params } from '../core/context'
import { moneyText } from '../core/currencies'
import { mergeMetadata, need, previousOf, requireAtLeast } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { pageOf } from '../queries/pagination'
import { settleRefund } from './account-balance'

const path = '/v1/refunds'

/** Stripe docs (refunds): a charge can be refunded in full or in part. The invoice stays paid. */
export function create(ctx: Context, params: Params): Stored {
  rejectUnsupported(params, ['amount', 'charge', 'metadata', 'payment_intent', 'reason'])
  const charge = chargeFor(ctx, params)
  // Stripe's messages, from public reports.
  if (charge.disputed) {
    throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, undefined, 'charge_disputed')
  }
  if (charge.refunded) {
    throw invalid(`Charge ${charge.id} has already been refunded.`, undefined, 'charge_already_refunded')
  }
  const left = (charge.amount_captured as number) - (charge.amount_refunded as number)
  const amount: number = params.amount ?? left
  requireAtLeast(amount, 1, 'amount')
  if (amount > left) {
    const [asked, available] = [moneyText(amount, charge.currency), moneyText(left, charge.currency)]
    throw invalid(`Refund amount (${asked}) is greater than unrefunded amount on charge (${available})`, 'amount')
  }
  const refund = {
    id: newId('re'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: ctx.now(charge.customer),
    currency: charge.currency as string,
    customer: charge.customer as string | null,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: charge.payment_intent as string | null,
    payment_method: charge.payment_method as string | null,
    reason: (params.reason ?? null) as Stripe.Refund.Reason | null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  } satisfies View<Stripe.Refund>
  const made = ctx.store.put({ ...refund, balance_transaction: settleRefund(ctx, refund) })
  ctx.emit('refund.created', made)
  const refunded = (charge.amount_refunded as number) + amount
  const after = ctx.store.put({ ...charge, amount_refunded: refunded, refunded: refunded === charge.amount })
  ctx.emit('charge.refunded', after, previousOf(charge, after))
  return made
}

function chargeFor(ctx: Context, { charge: chargeId, payment_intent: intentId }: Params): Stored {
  if (chargeId && intentId) {
    throw invalid('You may only specify one of these parameters: charge, payment_intent.', 'charge')
  }
  if (chargeId) {
    const charge = need(ctx, 'charge', chargeId, 'charge')
    if (charge.status === 'succeeded' && charge.captured) return charge
    throw invalid(`Charge ${charge.id} cannot be refunded: it was not captured.`, 'charge', 'charge_not_refundable')
  }
  if (!intentId)
    throw invalid('One of the following params should be provided for this request: payment_intent or charge.')
  const intent = need(ctx, 'payment_intent', intentId, 'payment_intent')
  if (intent.status === 'succeeded') return need(ctx, 'charge', intent.latest_charge)
  throw invalid(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, 'payment_intent')
}

export function update(ctx: Context, id: string, params: Params): Stored {
  const before = need(ctx, 'refund', id)
  const after = ctx.store.put({ ...before, metadata: mergeMetadata(before.metadata, params.metadata) })
  const previous = previousOf(before, after)
  if (Object.keys(previous).length === 0) return after
  ctx.emit('refund.updated', after, previous)
  ctx.emit('charge.refund.updated', after, previous)
  return after
}

export function list(ctx: Context, params: Params) {
  const wanted = ctx.store
    .all('refund')
    .filter((one) => !params.charge || one.charge === params.charge)
    .filter((one) => !params.payment_intent || one.payment_intent === params.payment_intent)
  return pageOf(wanted, params, path)
}
