import { addIntervals, type BillingInterval, periodEndAfter } from '../core/billing-period'
import { type Context, invalid, type Params } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { collect } from '../invoices/collect-invoice'
import { createInvoice } from '../invoices/create-invoice'
import { finalizeInvoice } from '../invoices/finalize-invoice'
import { debitLine, type Line, periodLine } from '../invoices/invoice-lines'
import { billPendingItems, pendingLines } from '../invoices/pending-items'
import { invoicePeriod, itemList, itemsOf, withDebits } from './items'

/**
 * Resumes a paused subscription. A new period starts now and is charged, less the credit. Stripe docs (resume): by
 * default, a failed payment makes the subscription past due. With `resume_on_payment_success`, it stays paused until
 * the invoice is paid.
 */
export function resumeSubscription(ctx: Context, id: string, params: Params): Stored {
  rejectUnsupported(params, ['billing_cycle_anchor', 'payment_behavior', 'proration_behavior'])
  const before = need(ctx, 'subscription', id)
  if (before.status !== 'paused') throw invalid('This subscription is not paused, so it cannot be resumed.')
  const keepsAnchor = params.billing_cycle_anchor?.type === 'unchanged'
  const now = ctx.now(before.customer)
  const items = itemsOf(before).map((item) => ({ ...item, ...periodFrom(before, item, now, keepsAnchor) }))
  const { status_details: _, ...rest } = before
  const anchor = keepsAnchor ? before.billing_cycle_anchor : now
  const base = { ...rest, status: 'active', billing_cycle_anchor: anchor, _resume_at: null } as Stored
  const lines = items.flatMap((item) => linesOf(ctx, base, item, now, keepsAnchor, params.proration_behavior))
  const { result: invoice, emissions } = ctx.holdEvents(() => draft(ctx, before, base, items, lines))
  const resumed = { ...base, latest_invoice: invoice.id, items: itemList(id, withDebits(items, invoice)) }
  const waits = params.payment_behavior === 'resume_on_payment_success' && invoice.amount_due > 0
  if (waits) {
    const fields = resumed
    const previous = { status: 'paused', items: before.items }
    ctx.store.put({
      ...before,
      latest_invoice: invoice.id,
      _pending: { fields, previous, invoice: invoice.id, resumes: true },
    })
    ctx.store.patch(invoice.id, { _is_pending: true })
  } else {
    ctx.store.put(resumed)
    ctx.emit('customer.subscription.updated', resumed, { status: 'paused', items: before.items })
    ctx.emit('customer.subscription.resumed', resumed)
  }
  for (const { type, object, previous } of emissions) ctx.emit(type, object, previous)
  if (finalizeInvoice(ctx, invoice.id).status === 'open') {
    collect(ctx, invoice.id, { offSession: false, isAutomatic: false })
  }
  return need(ctx, 'subscription', id)
}

/** A resumed item's period: a full one, or the rest of the current one if the anchor does not change. */
function periodFrom(subscription: Stored, item: Stored, now: number, keepsAnchor: boolean) {
  const interval = item.price.recurring as BillingInterval
  const end = keepsAnchor
    ? periodEndAfter(subscription.billing_cycle_anchor, now, interval)
    : addIntervals(now, interval, 1)
  return { current_period_start: now, current_period_end: end }
}

function linesOf(
  ctx: Context,
  subscription: Stored,
  item: Stored,
  now: number,
  keepsAnchor: boolean,
  behavior: string | undefined,
): Line[] {
  const period = { start: now, end: item.current_period_end as number }
  if (!keepsAnchor) return [periodLine(ctx, { subscription, item }, period)]
  if (behavior === 'none') return []
  const start = addIntervals(period.end, item.price.recurring as BillingInterval, -1)
  return [debitLine(ctx, { subscription, item: { ...item, current_period_start: start } }, now)]
}

function draft(ctx: Context, before: Stored, base: Stored, items: Stored[], lines: Line[]): Stored {
  const made = createInvoice(ctx, {
    customer: before.customer,
    subscription: base,
    reason: 'subscription_update',
    lines: [...pendingLines(ctx, before), ...lines],
    discounts: before.discounts,
    period: invoicePeriod(items, ctx.now(before.customer)),
    finalizesAt: null,
  })
  billPendingItems(ctx, before, made.id)
  return made
}
