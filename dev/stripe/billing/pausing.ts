import { type Context, invalid, type Params } from '../kernel'
import { need } from '../resources/shared'
import type { Stored } from '../store'
import { collect } from './collecting'
import { finalizeInvoice } from './finalizing'
import { addPendingItem, billPendingItems, pendingLines } from './invoice-items'
import { createInvoice } from './invoices'
import { itemList, itemsOf, periodOf, withDebits } from './items'
import { creditLines, periodLine } from './lines'
import { addIntervals, type Rhythm } from './period'
import { refuseUnsupported } from './supported'

/**
 * Pauses a subscription (Stripe changelog 2026-09-30.endive): flexible billing only, not under a schedule. The unused
 * time is credited to the next invoice unless `bill_for` says otherwise.
 */
export function pauseSubscription(ctx: Context, id: string, params: Params): Stored {
  refuseUnsupported(params, ['bill_for', 'invoicing_behavior', 'type'])
  const before = need(ctx, 'subscription', id)
  if (before.billing_mode.type !== 'flexible') {
    throw invalid('Only subscriptions with billing_mode=flexible can be paused.')
  }
  if (before.status !== 'active' && before.status !== 'trialing') {
    throw invalid(`The subscription cannot be paused because its status is ${before.status}.`)
  }
  if (before.schedule) throw invalid('A subscription that is managed by a subscription schedule cannot be paused.')
  if (params.invoicing_behavior === 'invoice') {
    throw invalid('The stand-in does not implement invoicing_behavior=invoice.', 'invoicing_behavior')
  }
  const from = params.bill_for?.unused_time_from?.type ?? 'now'
  const at = from === 'item_current_period_start' ? periodOf(itemsOf(before)).start : ctx.now(before.customer)
  if (from !== 'none' && before.status !== 'trialing') {
    for (const item of itemsOf(before)) {
      for (const line of creditLines(ctx, { subscription: before, item }, at))
        addPendingItem(ctx, before.customer, line)
    }
  }
  const paused = ctx.store.put({
    ...before,
    status: 'paused',
    status_details: { paused: { subscription: { type: 'pause_requested' } } },
    items: itemList(
      id,
      itemsOf(before).map((item) => ({ ...item, _debits: [] })),
    ),
  })
  ctx.emit('customer.subscription.updated', paused, { status: before.status })
  ctx.emit('customer.subscription.paused', paused)
  return paused
}

/** Goes on with a paused subscription: a new period begins now and is charged, less what was credited. */
export function resumeSubscription(ctx: Context, id: string, params: Params): Stored {
  refuseUnsupported(params, ['billing_cycle_anchor', 'proration_behavior'])
  if (params.billing_cycle_anchor?.type === 'unchanged') {
    throw invalid('The stand-in only implements billing_cycle_anchor[type]=now when resuming.', 'billing_cycle_anchor')
  }
  const before = need(ctx, 'subscription', id)
  if (before.status !== 'paused') throw invalid('This subscription is not paused, so it cannot be resumed.')
  const now = ctx.now(before.customer)
  const items = itemsOf(before).map((item) => ({
    ...item,
    current_period_start: now,
    current_period_end: addIntervals(now, item.price.recurring as Rhythm, 1),
  }))
  const { status_details: _, ...rest } = before
  const base = { ...rest, status: 'active', billing_cycle_anchor: now, _resume_at: null } as Stored
  const lines = items.map((item) =>
    periodLine(ctx, { subscription: base, item }, { start: now, end: item.current_period_end }),
  )
  const { result: invoice, emissions } = ctx.holdEvents(() => {
    const draft = { customer: before.customer, subscription: base, reason: 'subscription_update' } as const
    const { discounts } = before
    const made = createInvoice(ctx, {
      ...draft,
      lines: [...pendingLines(ctx, before), ...lines],
      discounts,
      period: periodOf(items),
      finalizesAt: null,
    })
    billPendingItems(ctx, before, made.id)
    return made
  })
  const resumed = ctx.store.put({
    ...base,
    latest_invoice: invoice.id,
    items: itemList(id, withDebits(items, invoice)),
  })
  ctx.emit('customer.subscription.updated', resumed, { status: 'paused', items: before.items })
  ctx.emit('customer.subscription.resumed', resumed)
  for (const { type, object, previous } of emissions) ctx.emit(type, object, previous)
  // Stripe docs (resume): by default the attempt counts, and a failed one leaves the subscription past due.
  if (finalizeInvoice(ctx, invoice.id).status === 'open')
    collect(ctx, invoice.id, { offSession: false, isAutomatic: false })
  return need(ctx, 'subscription', id)
}
