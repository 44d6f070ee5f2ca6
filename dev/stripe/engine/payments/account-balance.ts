import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, newId, type Params } from '../core/context'
import { digitsOf } from '../core/currencies'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { pageOf } from '../queries/pagination'

// The account's own balance, which charges and refunds change. A customer's balance is separate.

const path = '/v1/balance_transactions'
const object = 'balance_transaction'

export function list(ctx: Context, params: Params) {
  rejectUnsupported(params, ['created', 'currency', 'ending_before', 'limit', 'source', 'starting_after', 'type'])
  const { currency, source, type } = params
  const wanted = ctx.store
    .all(object)
    .filter((one) => !currency || one.currency === currency)
    .filter((one) => !source || one.source === source)
    .filter((one) => !type || one.type === type)
  return pageOf(wanted, params, path)
}

/** Adds a charge's captured amount, less the fee, to the balance. Returns the charge with the transaction. */
export function settleCharge(ctx: Context, charge: Stored): Stored {
  const { amount_captured: amount, currency } = charge
  const moved = move(ctx, charge, {
    type: 'charge',
    amount,
    fee: feeOf(amount, currency),
    description: charge.description,
  })
  return ctx.store.put({ ...charge, balance_transaction: moved.id })
}

/**
 * Settles a charge after the response (Stripe docs: asynchronous capture). The response has no transaction yet, and an
 * event reports it later.
 */
export function settleChargeLater(ctx: Context, { id }: Stored): void {
  ctx.afterwards(`balance of ${id}`, () => {
    const charge = ctx.store.get(id)
    // The charge may have been rolled back.
    if (!charge) return
    ctx.emit('charge.updated', settleCharge(ctx, charge), { balance_transaction: null })
  })
}

/**
 * Deducts a refund from the balance. Stripe does not return its fee. Returns the transaction's ID. The description is
 * assumed.
 */
export function settleRefund(ctx: Context, refund: Pick<Stored, 'id' | 'object'> & Params): string {
  return move(ctx, refund, { type: 'refund', amount: -refund.amount, fee: 0, description: 'REFUND FOR CHARGE' }).id
}

type Move = { type: 'charge' | 'refund'; amount: number; fee: number; description: string | null }

function move(ctx: Context, source: Params, { type, amount, fee, description }: Move): Stored {
  const created = ctx.now(source.customer)
  const { currency } = source
  const transaction = {
    id: newId('txn'),
    object,
    amount,
    available_on: midnightAfter(created + waitSeconds),
    balance_type: 'payments',
    created,
    currency,
    description,
    exchange_rate: null,
    fee,
    fee_details:
      fee === 0
        ? []
        : [{ amount: fee, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' }],
    net: amount - fee,
    reporting_category: type,
    source: source.id as string,
    status: 'pending',
    type,
  } satisfies View<Stripe.BalanceTransaction>
  return ctx.store.put(transaction)
}

/** Observed: 2.9% plus 30 cents. */
function feeOf(amount: number, currency: string): number {
  return Math.round(amount * 0.029 + 0.3 * 10 ** digitsOf(currency))
}

const daySeconds = 86_400

/** Observed: funds are available at midnight UTC, about a week later. */
const waitSeconds = 6 * daySeconds

function midnightAfter(at: number): number {
  return Math.ceil(at / daySeconds) * daySeconds
}
