import type { Context } from '../kernel'
import type { Stored } from '../store'
import { endSubscription } from './ending'

// What paying an invoice, or failing to, does to its subscription (Stripe docs: subscriptions overview).

const daySeconds = 86_400

/** Days from each failed attempt to the next. Stripe leaves both to the account's settings; these are the stand-in's. */
const retryDays = [3, 5, 7]

const states = { incomplete: 'active', past_due: 'active', unpaid: 'active' } as const

/** Lets the subscription of a paid invoice know. */
export function onInvoicePaid(ctx: Context, invoice: Stored): void {
  const subscription = subscriptionOf(ctx, invoice)
  if (!subscription) return
  if (subscription._pending?.invoice === invoice.id) {
    applyPending(ctx, subscription)
    return
  }
  const next = states[subscription.status as keyof typeof states]
  // Stripe docs: a past_due subscription is active again when its latest invoice is paid; older ones do not count.
  if (!next || subscription.latest_invoice !== invoice.id) return
  const after = ctx.store.put({ ...subscription, status: next })
  ctx.emit('customer.subscription.updated', after, { status: subscription.status })
}

/**
 * Records a failed attempt on the invoice, and lets its subscription know.
 *
 * @param invoice with the attempt counted already
 * @param isAutomatic true for the engine's own attempts: only they move the retry schedule
 */
export function onInvoiceFailed(ctx: Context, invoice: Stored, intent: Stored, isAutomatic: boolean): Stored {
  const subscription = subscriptionOf(ctx, invoice)
  const isRetried = subscription !== undefined && subscription.status !== 'incomplete' && !invoice._is_pending
  const isFirst = invoice.attempt_count === 1
  const schedules = isRetried && (isAutomatic || isFirst)
  const days = retryDays[invoice.attempt_count - 1]
  const next = days === undefined ? null : ctx.now(invoice.customer) + days * daySeconds
  const failed = ctx.store.put({ ...invoice, next_payment_attempt: schedules ? next : invoice.next_payment_attempt })
  if (intent.status === 'requires_action') ctx.emit('invoice.payment_action_required', failed)
  ctx.emit('invoice.payment_failed', failed)
  if (!isRetried) return failed
  if (!isFirst) ctx.emit('invoice.updated', failed, { attempt_count: invoice.attempt_count - 1 })
  const isLast = isAutomatic && next === null
  if (isLast) endSubscription(ctx, subscription, { reason: 'payment_failed' })
  else fallBehind(ctx, subscription)
  return failed
}

function fallBehind(ctx: Context, subscription: Stored): void {
  if (subscription.status !== 'active' && subscription.status !== 'trialing') return
  const after = ctx.store.put({ ...subscription, status: 'past_due' })
  ctx.emit('customer.subscription.updated', after, { status: subscription.status })
}

/** Makes the change that waited for its payment (Stripe docs: pending updates). */
function applyPending(ctx: Context, subscription: Stored): void {
  const { fields, previous } = subscription._pending
  const after = ctx.store.put({ ...subscription, ...fields, pending_update: null, _pending: null })
  ctx.emit('customer.subscription.pending_update_applied', after)
  ctx.emit('customer.subscription.updated', after, previous)
}

function subscriptionOf(ctx: Context, invoice: Stored): Stored | undefined {
  const id = invoice.parent?.subscription_details?.subscription
  const found = id ? ctx.store.get(id) : undefined
  return found && found.status !== 'canceled' && found.status !== 'incomplete_expired' ? found : undefined
}
