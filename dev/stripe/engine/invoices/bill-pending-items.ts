import type { Context } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { invoicePeriod, itemsOf } from '../subscriptions/items'
import { collect } from './collect-invoice'
import { createInvoice } from './create-invoice'
import { finalizeInvoice } from './finalize-invoice'
import { billPendingItems, pendingLines } from './pending-items'

/** Bills a subscription's pending items now and charges the invoice. Returns null if there are no pending items. */
export function invoicePending(ctx: Context, subscription: Stored): Stored | null {
  const lines = pendingLines(ctx, subscription)
  if (lines.length === 0) return null
  const { id } = createInvoice(ctx, {
    customer: subscription.customer,
    subscription,
    reason: 'subscription_update',
    lines,
    discounts: subscription.discounts,
    period: invoicePeriod(itemsOf(subscription), ctx.now(subscription.customer)),
    finalizesAt: null,
  })
  billPendingItems(ctx, subscription, id)
  ctx.store.patch(subscription.id, { latest_invoice: id })
  if (finalizeInvoice(ctx, id).status === 'open') collect(ctx, id, { offSession: true, isAutomatic: false })
  return need(ctx, 'invoice', id)
}
