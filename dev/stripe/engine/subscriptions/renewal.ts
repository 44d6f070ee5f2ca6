import { type BillingInterval, periodEndAfter } from '../core/billing-period'
import type { Context } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { cardFor, closeInvoice, collect } from '../invoices/collect-invoice'
import { createInvoice, type Draft, draftSeconds, subscriptionOf } from '../invoices/create-invoice'
import { finalizeInvoice } from '../invoices/finalize-invoice'
import { periodLine } from '../invoices/invoice-lines'
import { billPendingItems, pendingLines } from '../invoices/pending-items'
import { endSchedule, endSubscription } from './end-subscription'
import { itemList, itemsOf, withDebits } from './items'

/** Moves each item to its next period if its current one has ended at `at`. */
export function nextItems(subscription: Stored, at: number): Stored[] {
  return itemsOf(subscription).map((item) => {
    if (item.current_period_end > at) return item
    const start = item.current_period_end
    const end = periodEndAfter(subscription.billing_cycle_anchor, start, item.price.recurring as BillingInterval)
    return { ...item, current_period_start: start, current_period_end: end, _debits: [] }
  })
}

export function renewalDraft(ctx: Context, subscription: Stored, at: number): Draft {
  const before = new Set(itemsOf(subscription).map((item) => `${item.id}:${item.current_period_end}`))
  const renewed = nextItems(subscription, at).filter((item) => !before.has(`${item.id}:${item.current_period_end}`))
  const lines = renewed.map((item) =>
    periodLine(ctx, { subscription, item }, { start: item.current_period_start, end: item.current_period_end }),
  )
  return {
    customer: subscription.customer,
    subscription,
    reason: 'subscription_cycle',
    lines: [...pendingLines(ctx, subscription), ...lines],
    discounts: subscription.discounts,
    // Stripe docs (invoices): an invoice's period is when its items were added.
    period: { start: Math.min(...itemsOf(subscription).map((item) => item.current_period_start)), end: at },
    finalizesAt: at + draftSeconds,
  }
}

/** Starts the next period, with new dates on the items and a draft that is finalized in an hour. */
export function renew(ctx: Context, subscription: Stored, at: number): void {
  const draft = renewalDraft(ctx, subscription, at)
  const isOnHold = subscription.status === 'unpaid' || subscription.pause_collection?.behavior === 'keep_as_draft'
  const { result: invoice, emissions } = ctx.holdEvents(() => {
    const made = createInvoice(ctx, { ...draft, finalizesAt: isOnHold ? null : draft.finalizesAt })
    billPendingItems(ctx, subscription, made.id)
    return isOnHold ? ctx.store.put({ ...made, auto_advance: false }) : made
  })
  const status = subscription.status === 'trialing' ? 'active' : subscription.status
  const renewed = ctx.store.put({
    ...subscription,
    status,
    latest_invoice: invoice.id,
    items: itemList(subscription.id, withDebits(nextItems(subscription, at), invoice)),
  })
  ctx.emit('customer.subscription.updated', renewed, {
    items: subscription.items,
    latest_invoice: subscription.latest_invoice,
    ...(status === subscription.status ? {} : { status: subscription.status }),
  })
  for (const { type, object, previous } of emissions) ctx.emit(type, object, previous)
}

export function endTrial(ctx: Context, subscription: Stored, at: number): void {
  const behavior = subscription.trial_settings?.end_behavior?.missing_payment_method ?? 'create_invoice'
  const isSent = subscription.collection_method === 'send_invoice'
  const hasCard = isSent || cardFor(ctx, subscription.customer, subscription) !== null
  if (hasCard || behavior === 'create_invoice') {
    renew(ctx, subscription, at)
    return
  }
  if (behavior === 'cancel') {
    endSubscription(ctx, subscription, { reason: null })
    return
  }
  const paused = ctx.store.put({
    ...subscription,
    status: 'paused',
    status_details: { paused: { subscription: { type: 'trial_end_without_payment_method' } } },
  })
  ctx.emit('customer.subscription.updated', paused, { status: 'trialing' })
  ctx.emit('customer.subscription.paused', paused)
}

export function finalizeAndCollect(ctx: Context, id: string): void {
  const invoice = finalizeInvoice(ctx, id)
  if (invoice.status !== 'open') return
  if (invoice.collection_method === 'send_invoice') {
    // Stripe emails the invoice. The stand-in only sends the event.
    ctx.emit('invoice.sent', invoice)
    return
  }
  const subscription = subscriptionOf(ctx, invoice)
  const hold = subscription?.pause_collection?.behavior
  if (hold === 'void') closeInvoice(ctx, id, 'void')
  else if (hold === 'mark_uncollectible') closeInvoice(ctx, id, 'uncollectible')
  else collect(ctx, id, { offSession: true, isAutomatic: true })
}

/** Stripe docs (overview): a subscription expires if its first payment does not succeed within 23 hours. */
export function expireIncomplete(ctx: Context, subscription: Stored): void {
  const ended_at = ctx.now(subscription.customer)
  if (subscription.schedule) endSchedule(ctx, subscription.schedule, ended_at)
  const expired: Stored = ctx.store.put({ ...subscription, status: 'incomplete_expired', ended_at, schedule: null })
  ctx.emit('customer.subscription.updated', expired, { status: 'incomplete' })
  if (need(ctx, 'invoice', expired.latest_invoice).status === 'open') closeInvoice(ctx, expired.latest_invoice, 'void')
}

/** Stripe docs (pending updates): an update that is not paid in time is discarded, and its invoice is voided. */
export function expirePending(ctx: Context, subscription: Stored): void {
  const { invoice } = subscription._pending
  const after = ctx.store.put({ ...subscription, pending_update: null, _pending: null })
  ctx.emit('customer.subscription.pending_update_expired', after)
  ctx.emit('customer.subscription.updated', after, { pending_update: subscription.pending_update })
  if (need(ctx, 'invoice', invoice).status === 'open') closeInvoice(ctx, invoice, 'void')
}
