import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, newId, type Params } from '../core/context'
import { currencyOf } from '../core/currencies'
import { mergeMetadata, need, orNull } from '../core/parameters'
import type { Stored } from '../core/store'
import { pageOf } from '../queries/pagination'

const object = 'customer_balance_transaction'

export function own(ctx: Context, at: Record<string, string>): Stored {
  const customer = need(ctx, 'customer', at.id ?? '')
  const found = need(ctx, object, at.transaction ?? '')
  return found.customer === customer.id ? found : need(ctx, object, `${found.id} of ${customer.id}`)
}

export function create(ctx: Context, customer: string, params: Params): Stored {
  const before = need(ctx, 'customer', customer)
  const { amount, description, metadata } = params
  const currency = currencyOf(params.currency)
  const made = recordBalance(ctx, customer, { amount, currency, type: 'adjustment', description, metadata })
  ctx.emit('customer.updated', need(ctx, 'customer', customer), { balance: before.balance })
  return made
}

type Entry = {
  amount: number
  currency: string
  type: Stripe.CustomerBalanceTransaction.Type
  invoice?: string
  description?: string
  metadata?: Params
}

/**
 * Changes a customer's balance and records the reason (Stripe docs: customer balance). A negative balance is a credit
 * toward future invoices. The caller emits the event.
 */
export function recordBalance(ctx: Context, customer: string, entry: Entry): Stored {
  const before = need(ctx, 'customer', customer)
  const balance = (before.balance as number) + entry.amount
  ctx.store.put({ ...before, balance, currency: before.currency ?? entry.currency })
  const transaction = {
    id: newId('cbtxn'),
    object,
    amount: entry.amount,
    checkout_session: null,
    created: ctx.now(customer),
    credit_note: null,
    currency: entry.currency,
    customer,
    customer_account: null,
    description: entry.description || null,
    ending_balance: balance,
    invoice: entry.invoice ?? null,
    livemode: false,
    metadata: mergeMetadata({}, entry.metadata),
    type: entry.type,
  } satisfies View<Stripe.CustomerBalanceTransaction>
  return ctx.store.put(transaction)
}

export function list(ctx: Context, customer: string, params: Params) {
  const { id } = need(ctx, 'customer', customer)
  const all = ctx.store.of(id).filter((one) => one.object === object)
  const wanted = params.invoice ? all.filter((one) => one.invoice === params.invoice) : all
  return pageOf(wanted, params, `/v1/customers/${id}/balance_transactions`)
}

export function update(ctx: Context, at: Record<string, string>, params: Params): Stored {
  const before = own(ctx, at)
  const metadata = mergeMetadata(before.metadata, params.metadata)
  return ctx.store.put({ ...before, description: orNull(params.description, before.description), metadata })
}
