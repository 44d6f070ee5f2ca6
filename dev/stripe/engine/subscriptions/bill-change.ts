import { type Context, type Params, StripeError } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { afterInvoice } from '../discounts/discounts'
import { collect, unpaidError } from '../invoices/collect-invoice'
import { createInvoice } from '../invoices/create-invoice'
import { finalizeInvoice } from '../invoices/finalize-invoice'
import { creditLines, debitLine, type Line, periodLine } from '../invoices/invoice-lines'
import { addPendingItem, billPendingItems, pendingLines } from '../invoices/pending-items'
import { invoicePeriod, itemList, itemsOf, periodOf, withDebits } from './items'
import { oneTimeLines } from './one-time-items'
import type { Change } from './subscription-change'

/** Stripe docs (pending updates): an update expires after 23 hours, or when the period or trial ends. */
const pendingSeconds = 23 * 3600

type Billed = { subscription: Stored; updated: Stored; invoice: Stored | null }

export function billChange(
  ctx: Context,
  before: Stored,
  next: Stored,
  change: Change,
  params: Params,
  isPreview: boolean,
): Billed {
  const behavior = params.proration_behavior ?? 'create_prorations'
  const at = params.proration_date ?? ctx.now(before.customer)
  const changes = behavior === 'none' ? [] : prorationsOf(ctx, before, next, change, at)
  const endings = behavior === 'none' ? [] : endingCredits(ctx, before, next)
  dropEndingCredits(ctx, before, next)
  const prorations = [...changes, ...endings]
  for (const line of prorations) addPendingItem(ctx, before.customer, line)
  const extras = oneTimeLines(ctx, before, params.add_invoice_items)
  for (const line of extras) addPendingItem(ctx, before.customer, line, { metadata: line.metadata })
  const periods = change.isReset ? change.items.flatMap(({ is }) => (is ? [fullLine(ctx, next, is)] : [])) : []
  const lines = [...pendingLines(ctx, before), ...periods]
  const hasCause = change.items.length > 0 || extras.length > 0 || endings.length > 0
  const isInvoiced = (change.isReset || behavior === 'always_invoice') && hasCause && lines.length > 0
  if (!isInvoiced) {
    const items = change.items.length > 0 && changes.length > 0 ? withProrations(next, changes) : next.items
    const updated = ctx.store.put({ ...next, items })
    return { subscription: updated, updated, invoice: null }
  }
  const period = invoicePeriod(next.items.data, ctx.now(before.customer))
  const draft = { customer: before.customer, subscription: next, reason: 'subscription_update', lines, period } as const
  const invoice = createInvoice(ctx, { ...draft, discounts: next.discounts, finalizesAt: null })
  billPendingItems(ctx, before, invoice.id)
  const items = itemList(next.id, withDebits(next.items.data, invoice))
  const target = { ...next, items, latest_invoice: invoice.id }
  if (isPreview) {
    const updated = ctx.store.put(target)
    return { subscription: updated, updated, invoice }
  }
  const waits = params.payment_behavior === 'pending_if_incomplete' && invoice.amount_due > 0
  return waits ? payThenApply(ctx, before, target, invoice, params) : applyThenPay(ctx, target, invoice, params)
}

function fullLine(ctx: Context, subscription: Stored, item: Stored): Line {
  const period = { start: item.current_period_start, end: item.current_period_end }
  return periodLine(ctx, { subscription, item }, period)
}

function prorationsOf(ctx: Context, before: Stored, next: Stored, change: Change, at: number): Line[] {
  const { items, isReset, isTrialing } = change
  return items.flatMap(({ was, is }) => {
    // A trial is not billed, so it is not credited.
    const isCredited = was !== null && before.status !== 'trialing'
    const credits = isCredited ? creditLines(ctx, { subscription: before, item: was }, at, items.length) : []
    const debits =
      is && !isReset && !isTrialing ? [debitLine(ctx, { subscription: next, item: is }, at, items.length)] : []
    return [...credits, ...debits]
  })
}

/** Stripe docs (prorations): canceling before the end of the period credits the remaining time immediately. */
function endingCredits(ctx: Context, before: Stored, next: Stored): Line[] {
  const end = next.cancel_at as number | null
  if (end === null || end === before.cancel_at || before.status === 'trialing') return []
  const items = itemsOf(next).filter((item) => item.current_period_end > end)
  return items.flatMap((item) => creditLines(ctx, { subscription: next, item }, end, items.length))
}

/** Assumed: undoing or moving a cancellation removes its credit unless an invoice has used it. */
function dropEndingCredits(ctx: Context, before: Stored, next: Stored): void {
  if (before.cancel_at === null || next.cancel_at === before.cancel_at) return
  for (const item of ctx.store.of(before.customer)) {
    const isCredit = item.object === 'invoiceitem' && item.invoice === null && item.proration && item.amount < 0
    const isOfEnd = item.period?.start === before.cancel_at && item._line.subscription === before.id
    if (!isCredit || !isOfEnd) continue
    ctx.store.remove(item.id)
    ctx.emit('invoiceitem.deleted', item)
  }
}

function withProrations(next: Stored, prorations: Line[]): Params {
  const data = (next.items.data as Stored[]).map((item) => {
    const own = prorations.filter((line) => line.item === item.id && line.amount > 0)
    if (own.length === 0) return item
    return { ...item, _debits: own.map(({ amount, period }) => ({ amount, ...period })) }
  })
  return itemList(next.id, data)
}

/** Applies the change whether or not the payment succeeds. A failed payment makes the subscription past due. */
function applyThenPay(ctx: Context, target: Stored, invoice: Stored, params: Params): Billed {
  const updated = ctx.store.put(target)
  const finalized = finalizeInvoice(ctx, invoice.id)
  const isCharged = target.collection_method === 'charge_automatically'
  if (isCharged && finalized.status === 'open' && params.payment_behavior !== 'default_incomplete') {
    const { intent, invoice: after } = collect(ctx, invoice.id, options(params))
    if (after.status !== 'paid' && params.payment_behavior === 'error_if_incomplete' && intent) {
      const { status, body } = unpaidError(intent)
      throw new StripeError(status, body)
    }
  }
  return { subscription: updated, updated, invoice: need(ctx, 'invoice', invoice.id) }
}

const options = (params: Params) => ({ offSession: params.off_session ?? false, isAutomatic: false })

/** Applies the change only when it is paid. Until then it is the `pending_update`. */
function payThenApply(ctx: Context, before: Stored, target: Stored, invoice: Stored, params: Params): Billed {
  ctx.store.put(before)
  ctx.store.patch(invoice.id, { _is_pending: true, auto_advance: false })
  finalizeInvoice(ctx, invoice.id)
  const collected = collect(ctx, invoice.id, options(params))
  const discounts = afterInvoice(ctx, target.discounts, collected.invoice)
  const now = need(ctx, 'subscription', before.id)
  if (collected.invoice.status === 'paid') {
    const updated = ctx.store.put({ ...now, ...changedFields(before, target), discounts })
    return { subscription: updated, updated, invoice: collected.invoice }
  }
  const fields = { ...changedFields(before, target), discounts }
  const previous = { items: before.items }
  const updated = ctx.store.put({
    ...now,
    latest_invoice: invoice.id,
    pending_update: pendingUpdate(ctx, before, target),
    _pending: { fields, previous, invoice: invoice.id },
  })
  return { subscription: updated, updated, invoice: collected.invoice }
}

function changedFields(before: Stored, target: Stored): Params {
  const keys = Object.keys(target).filter((key) => JSON.stringify(target[key]) !== JSON.stringify(before[key]))
  return Object.fromEntries(keys.map((key) => [key, target[key]]))
}

function pendingUpdate(ctx: Context, before: Stored, target: Stored): Params {
  const end = before.status === 'trialing' ? before.trial_end : periodOf(itemsOf(before)).end
  return {
    billing_cycle_anchor:
      target.billing_cycle_anchor === before.billing_cycle_anchor ? null : target.billing_cycle_anchor,
    expires_at: Math.min(end, ctx.now(before.customer) + pendingSeconds),
    subscription_items: target.items.data,
    trial_end: target.trial_end === before.trial_end ? null : target.trial_end,
    trial_from_plan: null,
  }
}
