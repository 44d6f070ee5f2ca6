import { type Context, invalid, type Params } from '../core/context'
import { currencyOf } from '../core/currencies'
import { mergeMetadata, need, orNull, previousOf } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { discountsFrom } from '../discounts/discounts'
import { ownCard } from '../payments/payment-methods'
import { invoicePeriod, itemsOf } from '../subscriptions/items'
import { createInvoice, draftSeconds, renderedAs, totals } from './create-invoice'
import type { Line } from './invoice-lines'
import { lineOf, waitingItems } from './pending-items'

const fields = [
  'auto_advance',
  'collection_method',
  'custom_fields',
  'days_until_due',
  'default_payment_method',
  'description',
  'discounts',
  'due_date',
  'footer',
  'metadata',
  'number',
]

/** `POST /v1/invoices`: a draft with a subscription's pending items, with the requested items, or with no items. */
export function createManualInvoice(ctx: Context, params: Params): Stored {
  rejectUnsupported(params, [...fields, 'currency', 'customer', 'pending_invoice_items_behavior', 'subscription'])
  const subscription = params.subscription ? need(ctx, 'subscription', params.subscription, 'subscription') : null
  const customerId = params.customer ?? subscription?.customer
  if (!customerId) throw invalid('Missing required param: customer.', 'customer', 'parameter_missing')
  const customer = need(ctx, 'customer', customerId, 'customer')
  const now = ctx.now(customer.id)
  const currency = currencyOf(params.currency ?? subscription?.currency ?? customer.currency ?? 'usd')
  const includes = params.pending_invoice_items_behavior === 'include' || subscription !== null
  const items = includes
    ? waitingItems(ctx, customer.id)
        .filter((item) => item.currency === currency)
        .filter((item) => !subscription || item._line.subscription === subscription.id)
    : []
  requireDue(params, params.collection_method ?? 'charge_automatically', now)
  const owner = { customer: customer.id, subscription: null, at: now }
  const auto_advance = params.auto_advance ?? false
  const invoice = createInvoice(ctx, {
    customer: customer.id,
    subscription,
    reason: 'manual',
    lines: items.map(lineOf),
    discounts: params.discounts ? discountsFrom(ctx, params.discounts, owner) : [],
    period: subscription ? invoicePeriod(itemsOf(subscription), now) : { start: now, end: now },
    finalizesAt: auto_advance ? now + draftSeconds : null,
    currency,
    fields: {
      auto_advance,
      rendering: renderedAs('auto'),
      collection_method: params.collection_method ?? 'charge_automatically',
      default_payment_method: params.default_payment_method
        ? ownCard(ctx, customer.id, params.default_payment_method)
        : null,
      description: orNull<string>(params.description, null),
      due_date: params.due_date ?? null,
      footer: orNull<string>(params.footer, customer.invoice_settings.footer),
      metadata: mergeMetadata({}, params.metadata),
      number: orNull<string>(params.number, null),
    },
  })
  for (const item of items) ctx.store.put({ ...item, invoice: invoice.id })
  return params.days_until_due === undefined
    ? invoice
    : ctx.store.put({ ...invoice, _days_until_due: params.days_until_due })
}

function requireDue(params: Params, method: string, now: number): void {
  const { due_date: due, days_until_due: days } = params
  if (method !== 'send_invoice' && (due !== undefined || days !== undefined)) {
    const param = due === undefined ? 'days_until_due' : 'due_date'
    throw invalid(`You can only set ${param} when the collection method is send_invoice.`, param)
  }
  if (due !== undefined && days !== undefined) {
    throw invalid('You may only specify one of these parameters: days_until_due, due_date.', 'due_date')
  }
  if (due !== undefined && due <= now) throw invalid('Invalid timestamp: due_date must be in the future.', 'due_date')
}

export function withLines(ctx: Context, invoice: Stored, lines: Line[]): Stored {
  const { balance } = need(ctx, 'customer', invoice.customer)
  const { discounts } = invoice
  const after = ctx.store.put({ ...invoice, ...totals(ctx, invoice.id, { lines, discounts }, balance) })
  ctx.emit('invoice.updated', after, previousOf(invoice, after))
  return after
}

const editable = new Set(['metadata', 'auto_advance', 'default_payment_method', 'description'])

export function updateInvoice(ctx: Context, before: Stored, params: Params): Stored {
  rejectUnsupported(params, fields)
  const fixed = Object.keys(params).find((name) => !editable.has(name))
  if (before.status !== 'draft' && fixed) {
    const message = `Finalized invoices can't be updated in this way: ${fixed} can only be changed on a draft.`
    throw invalid(message, fixed, 'invoice_not_editable')
  }
  const method = params.collection_method ?? before.collection_method
  const now = ctx.now(before.customer)
  requireDue(params, method, now)
  const owner = { customer: before.customer, subscription: null, at: now }
  const discounts = params.discounts === undefined ? before.discounts : discountsFrom(ctx, params.discounts, owner)
  const card = params.default_payment_method
  const { balance } = need(ctx, 'customer', before.customer)
  const isDraft = before.status === 'draft'
  const lines = before._lines as Line[]
  const advances = params.auto_advance ?? before.auto_advance
  const finalizes = params.auto_advance && isDraft ? now + draftSeconds : before.automatically_finalizes_at
  const after = ctx.store.put({
    ...before,
    ...(isDraft && params.discounts !== undefined ? totals(ctx, before.id, { lines, discounts }, balance) : {}),
    auto_advance: advances,
    automatically_finalizes_at: advances ? finalizes : null,
    next_payment_attempt: advances ? before.next_payment_attempt : null,
    collection_method: method,
    custom_fields: orNull(params.custom_fields, before.custom_fields),
    default_payment_method: card ? ownCard(ctx, before.customer, card) : orNull(card, before.default_payment_method),
    description: orNull(params.description, before.description),
    due_date: orNull(params.due_date, before.due_date),
    footer: orNull(params.footer, before.footer),
    metadata: mergeMetadata(before.metadata, params.metadata),
    number: orNull(params.number, before.number),
    _days_until_due: params.days_until_due ?? before._days_until_due,
  })
  const previous = previousOf(before, after)
  if (Object.keys(previous).length > 0) ctx.emit('invoice.updated', after, previous)
  return after
}

/** `DELETE /v1/invoices/:id`: deletes a draft without a subscription. Assumed: its items become pending again. */
export function deleteInvoice(ctx: Context, invoice: Stored): Params {
  const { id, object, status, parent, customer } = invoice
  if (status !== 'draft') {
    throw invalid('You can only delete draft invoices.', undefined, 'invoice_not_editable')
  }
  if (parent)
    throw invalid('You cannot delete a subscription invoice. Void it instead.', undefined, 'invoice_not_editable')
  for (const item of ctx.store.of(customer)) {
    if (item.object === 'invoiceitem' && item.invoice === id) ctx.store.put({ ...item, invoice: null })
  }
  ctx.store.remove(id)
  ctx.emit('invoice.deleted', invoice)
  return { id, object, deleted: true }
}
