import { settingsOf } from '../core/account-settings'
import type { Context } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { isOver } from '../subscriptions/end-subscription'
import { itemsOf, periodOf } from '../subscriptions/items'
import { renewalDraft } from '../subscriptions/renewal'
import { draftSeconds, invoiceOf } from './create-invoice'

const daySeconds = 86_400

export function upcomingInvoice(ctx: Context, subscription: Stored): Stored | null {
  const at = Math.min(...itemsOf(subscription).map((item) => item.current_period_end as number))
  const isEnding = subscription.cancel_at !== null && subscription.cancel_at <= at
  if (isOver(subscription) || isEnding || subscription.status === 'paused') return null
  const draft = renewalDraft(ctx, subscription, at)
  const discounts = draft.discounts.filter((id) => {
    const { end } = need(ctx, 'discount', id)
    return end === null || end > at
  })
  const invoice = invoiceOf(ctx, { ...draft, discounts })
  return { ...invoice, billing_reason: 'upcoming', created: at, next_payment_attempt: at + draftSeconds }
}

/** When to send `invoice.upcoming` for the current period. Null if it is never sent or was already sent. */
export function upcomingAt(ctx: Context, subscription: Stored): number | null {
  const days = settingsOf(ctx).upcoming_days
  // Stripe docs (webhooks): "not sent" with `send_invoice`.
  if (days === 0 || subscription.collection_method === 'send_invoice') return null
  const { start, end } = periodOf(itemsOf(subscription))
  const isEnding = subscription.cancel_at !== null && subscription.cancel_at <= end
  if (isEnding || subscription._upcoming_for === end) return null
  const at = end - days * daySeconds
  // Assumed: there is no notice if the period is shorter than the notice time.
  return at > start ? at : null
}

/** An upcoming invoice has no ID (SDK type InvoiceUpcomingEvent). */
export function announceUpcoming(ctx: Context, subscription: Stored): void {
  const marked = ctx.store.put({ ...subscription, _upcoming_for: periodOf(itemsOf(subscription)).end })
  const invoice = upcomingInvoice(ctx, marked)
  if (!invoice) return
  const { id: _, ...shown } = invoice
  ctx.emit('invoice.upcoming', shown as Stored)
}
