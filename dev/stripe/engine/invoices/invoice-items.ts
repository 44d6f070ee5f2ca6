import { type Context, invalid, type Params } from '../core/context'
import { currencyOf } from '../core/currencies'
import { listed, mergeMetadata, need } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { pageOf } from '../queries/pagination'
import { implicitPrice } from './implicit-prices'
import { type Line, pricingOf } from './invoice-lines'
import { withLines } from './manual-invoices'
import { addPendingItem, lineOf } from './pending-items'

const path = '/v1/invoiceitems'
const object = 'invoiceitem'

const supported = ['amount', 'currency', 'customer', 'description', 'discountable', 'invoice', 'metadata', 'period']

export function create(ctx: Context, params: Params): Stored {
  rejectUnsupported(params, [...supported, 'pricing', 'quantity', 'subscription'])
  const draft = params.invoice ? draftOf(ctx, params.invoice) : null
  const customerId = params.customer ?? draft?.customer
  if (!customerId) throw invalid('Missing required param: customer.', 'customer', 'parameter_missing')
  const customer = need(ctx, 'customer', customerId, 'customer')
  if (draft && draft.customer !== customer.id) throw invalid('The invoice belongs to another customer.', 'invoice')
  const subscription = params.subscription ? need(ctx, 'subscription', params.subscription, 'subscription') : null
  const line = newLine(ctx, params, customer, subscription?.id ?? null)
  if (draft && draft.currency !== line.currency) {
    throw invalid(`The invoice is in ${draft.currency}, but the item is in ${line.currency}.`, 'currency')
  }
  const metadata = mergeMetadata({}, params.metadata)
  const item = addPendingItem(ctx, customer.id, line, { metadata, ...(draft ? { invoice: draft.id } : {}) })
  if (draft) withLines(ctx, draft, [...(draft._lines as Line[]), lineOf(item)])
  return item
}

/** Stripe docs (invoice items): either an amount, or a one-time price and a quantity. */
function newLine(ctx: Context, params: Params, customer: Stored, subscription: string | null): Line {
  const now = ctx.now(customer.id)
  const { amount, pricing, quantity = 1, description } = params
  const common = {
    period: params.period ? { start: params.period.start, end: params.period.end } : { start: now, end: now },
    subscription,
    item: null,
    isProration: false,
    isDiscountable: params.discountable ?? true,
  }
  if (amount !== undefined && pricing) {
    throw invalid('You may only specify one of these parameters: amount, pricing.', 'amount')
  }
  if (!pricing) {
    if (amount === undefined) throw invalid('Missing required param: amount.', 'amount', 'parameter_missing')
    const currency = currencyOf(params.currency ?? customer.currency ?? 'usd')
    const text: string | null = description || null
    const implicit = implicitPrice(ctx, amount, currency, text)
    return { ...common, ...implicit, amount, currency, description: text, quantity: 1, unitAmount: amount }
  }
  const price = need(ctx, 'price', pricing.price, 'pricing[price]')
  if (price.recurring) {
    throw invalid(
      'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.',
      'pricing[price]',
    )
  }
  const product = need(ctx, 'product', price.product)
  const unitAmount = price.unit_amount as number
  return {
    ...common,
    amount: unitAmount * quantity,
    currency: price.currency,
    description: description || product.name,
    price: price.id,
    product: product.id,
    quantity,
    unitAmount,
  }
}

function draftOf(ctx: Context, id: string): Stored {
  const invoice = need(ctx, 'invoice', id, 'invoice')
  if (invoice.status === 'draft') return invoice
  throw invalid(`The invoice ${id} is not a draft, so you cannot add items to it.`, 'invoice', 'invoice_not_editable')
}

function requireOpen(ctx: Context, item: Stored): Stored | null {
  if (!item.invoice) return null
  const invoice = need(ctx, 'invoice', item.invoice)
  if (invoice.status === 'draft') return invoice
  throw invalid('This invoice item is on a finalized invoice.', undefined, 'invoice_not_editable')
}

export function update(ctx: Context, before: Stored, params: Params): Stored {
  rejectUnsupported(params, ['amount', 'description', 'discountable', 'metadata', 'period', 'quantity'])
  const draft = requireOpen(ctx, before)
  const line = before._line as Line
  const isPriced = line.price !== null && !ctx.store.get(line.price)?._is_implicit
  if (params.amount !== undefined && (line.isProration || isPriced)) {
    throw invalid('The amount of this invoice item depends on its price.', 'amount')
  }
  const quantity = params.quantity ?? line.quantity
  const changed: Line = {
    ...line,
    ...(params.amount === undefined ? {} : implicitPrice(ctx, params.amount, line.currency, line.description)),
    amount: params.amount ?? (isPriced && !line.isProration ? line.unitAmount * quantity : line.amount),
    unitAmount: params.amount ?? line.unitAmount,
    quantity,
    description: params.description ?? line.description,
    isDiscountable: params.discountable ?? line.isDiscountable,
    period: params.period ? { start: params.period.start, end: params.period.end } : line.period,
  }
  const { amount, description, isDiscountable: discountable, period } = changed
  const pricing = pricingOf(changed)
  const shown = { amount, net_amount: amount, description, discountable, period, pricing, quantity }
  const metadata = mergeMetadata(before.metadata, params.metadata)
  const after: Stored = ctx.store.put({
    ...before,
    ...shown,
    quantity_decimal: String(quantity),
    metadata,
    _line: changed,
  })
  // Stripe has no event for this (SDK type Event.Type), only one for the draft that contains the item.
  if (draft) {
    const lines = (draft._lines as Line[]).map((one) =>
      one.invoiceItem === before.id ? { ...lineOf(after), id: one.id } : one,
    )
    withLines(ctx, draft, lines)
  }
  return after
}

export function remove(ctx: Context, item: Stored): Params {
  const draft = requireOpen(ctx, item)
  ctx.store.remove(item.id)
  ctx.emit('invoiceitem.deleted', item)
  if (draft) {
    withLines(
      ctx,
      draft,
      (draft._lines as Line[]).filter((one) => one.invoiceItem !== item.id),
    )
  }
  return { id: item.id, object, deleted: true }
}

export function list(ctx: Context, params: Params) {
  const wanted = listed(ctx, object, params.customer)
    .filter((one) => !params.invoice || one.invoice === params.invoice)
    .filter((one) => params.pending === undefined || (one.invoice === null) === params.pending)
    .map((one) => ({ ...one, created: one.date }))
  const page = pageOf(wanted, params, path)
  return { ...page, data: page.data.map(({ created: _, ...item }) => item) }
}
