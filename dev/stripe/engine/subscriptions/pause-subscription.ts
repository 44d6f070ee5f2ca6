import { type Context, invalid, type Params } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { invoicePending } from '../invoices/bill-pending-items'
import { creditLines } from '../invoices/invoice-lines'
import { addPendingItem } from '../invoices/pending-items'
import { itemList, itemsOf, periodOf } from './items'

/**
 * Pauses a subscription (Stripe changelog 2026-09-30.endive): flexible billing only, and not with a schedule. The unused
 * time is credited to the next invoice unless `bill_for` specifies something else.
 */
export function pauseSubscription(ctx: Context, id: string, params: Params): Stored {
  rejectUnsupported(params, ['bill_for', 'invoicing_behavior', 'type'])
  const before = need(ctx, 'subscription', id)
  if (before.billing_mode.type !== 'flexible') {
    throw invalid('Only subscriptions with billing_mode=flexible can be paused.')
  }
  if (before.status !== 'active' && before.status !== 'trialing') {
    throw invalid(`The subscription cannot be paused because its status is ${before.status}.`)
  }
  if (before.schedule) throw invalid('A subscription that is managed by a subscription schedule cannot be paused.')
  creditUnused(ctx, before, params.bill_for?.unused_time_from?.type ?? 'now')
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
  if (params.invoicing_behavior === 'invoice') invoicePending(ctx, paused)
  return need(ctx, 'subscription', id)
}

function creditUnused(ctx: Context, subscription: Stored, from: string): void {
  if (from === 'none' || subscription.status === 'trialing') return
  const items = itemsOf(subscription)
  const at = from === 'item_current_period_start' ? periodOf(items).start : ctx.now(subscription.customer)
  for (const item of items) {
    const lines = creditLines(ctx, { subscription, item }, at, items.length)
    for (const line of lines) addPendingItem(ctx, subscription.customer, line)
  }
}
