import type { Context } from '../kernel'
import { need } from '../resources/shared'
import type { Stored } from '../store'
import { collect } from './collecting'
import { finalizeInvoice } from './finalizing'
import { billPendingItems, pendingLines } from './invoice-items'
import { createInvoice } from './invoices'
import { itemsOf, lookingBack } from './items'

/** Bills at once what waits for a subscription's next invoice, and charges it; null when nothing waits. */
export function invoicePending(ctx: Context, subscription: Stored): Stored | null {
  const lines = pendingLines(ctx, subscription)
  if (lines.length === 0) return null
  const { id } = createInvoice(ctx, {
    customer: subscription.customer,
    subscription,
    reason: 'subscription_update',
    lines,
    discounts: subscription.discounts,
    period: lookingBack(itemsOf(subscription), ctx.now(subscription.customer)),
    finalizesAt: null,
  })
  billPendingItems(ctx, subscription, id)
  ctx.store.patch(subscription.id, { latest_invoice: id })
  if (finalizeInvoice(ctx, id).status === 'open') collect(ctx, id, { offSession: true, isAutomatic: false })
  return need(ctx, 'invoice', id)
}
