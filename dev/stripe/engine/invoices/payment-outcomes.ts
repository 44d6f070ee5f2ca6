import { settingsOf } from '../core/account-settings'
import type { Context } from '../core/context'
import type { Stored } from '../core/store'
import { endSubscription } from '../subscriptions/end-subscription'

// How a paid or failed invoice affects its subscription (Stripe docs: subscriptions overview).

const daySeconds = 86_400

const states = { incomplete: 'active', past_due: 'active', unpaid: 'active' } as const

export function onInvoicePaid(ctx: Context, invoice: Stored, intent: Stored | null): void {
  const subscription = subscriptionOf(ctx, invoice)
  if (!subscription) return
  if (subscription._pending?.invoice === invoice.id) {
    applyPending(ctx, subscription)
    return
  }
  const next = states[subscription.status as keyof typeof states]
  // Stripe docs: a past_due subscription becomes active when its latest invoice is paid. Older invoices do not matter.
  const status = next && isLatest(ctx, subscription, invoice) ? next : subscription.status
  const default_payment_method = savedCard(subscription, intent)
  const changes = { status, default_payment_method }
  const previous = Object.fromEntries(
    Object.keys(changes)
      .filter((key) => subscription[key] !== changes[key as keyof typeof changes])
      .map((key) => [key, subscription[key]]),
  )
  if (Object.keys(previous).length === 0) return
  const after = ctx.store.put({ ...subscription, ...changes })
  ctx.emit('customer.subscription.updated', after, previous)
}

/**
 * Stripe docs (payment_settings.save_default_payment_method): the card that paid becomes the subscription's default.
 */
function savedCard(subscription: Stored, intent: Stored | null): string | null {
  const current = subscription.default_payment_method as string | null
  const isKept = subscription.payment_settings?.save_default_payment_method === 'on_subscription'
  return isKept && intent?.payment_method ? intent.payment_method : current
}

/** Stripe docs (overview): the status depends on the most recent invoice that is not void. */
function isLatest(ctx: Context, subscription: Stored, invoice: Stored): boolean {
  const others = ctx.store
    .of(subscription.customer)
    .filter((one) => one.object === 'invoice' && one.status !== 'void')
    .filter((one) => one.parent?.subscription_details?.subscription === subscription.id)
  return others.at(-1)?.id === invoice.id
}

/**
 * Updates the subscription after an invoice is closed. An uncollectible invoice, or a void one that follows a paid one,
 * no longer makes the subscription past due.
 */
export function onInvoiceClosed(ctx: Context, invoice: Stored): void {
  const subscription = subscriptionOf(ctx, invoice)
  if (!subscription || (subscription.status !== 'past_due' && subscription.status !== 'unpaid')) return
  const counting = ctx.store
    .of(subscription.customer)
    .filter((one) => one.object === 'invoice' && one.status !== 'void')
    .filter((one) => one.parent?.subscription_details?.subscription === subscription.id)
  const latest = counting.at(-1)
  const isSettled =
    latest?.status === 'paid' || (latest?.status === 'uncollectible' && subscription.status === 'past_due')
  if (!isSettled) return
  const after = ctx.store.put({ ...subscription, status: 'active' })
  ctx.emit('customer.subscription.updated', after, { status: subscription.status })
}

/**
 * Records a failed attempt on the invoice and updates its subscription.
 * @param invoice with the attempt already counted
 * @param isAutomatic true for the engine's own attempts; only they advance the retry schedule
 */
export function onInvoiceFailed(ctx: Context, invoice: Stored, intent: Stored, isAutomatic: boolean): Stored {
  const subscription = subscriptionOf(ctx, invoice)
  const isRetried = subscription !== undefined && subscription.status !== 'incomplete' && !invoice._is_pending
  const isFirst = invoice.attempt_count === 1
  const schedules = isRetried && (isAutomatic || isFirst)
  const days = settingsOf(ctx).retry_days[invoice.attempt_count - 1]
  const next = days === undefined ? null : ctx.now(invoice.customer) + days * daySeconds
  const failed = ctx.store.put({ ...invoice, next_payment_attempt: schedules ? next : invoice.next_payment_attempt })
  if (intent.status === 'requires_action') ctx.emit('invoice.payment_action_required', failed)
  ctx.emit('invoice.payment_failed', failed)
  if (!isRetried) return failed
  if (!isFirst) ctx.emit('invoice.updated', failed, { attempt_count: invoice.attempt_count - 1 })
  const isLast = isAutomatic && next === null
  if (isLast) applyFinalState(ctx, subscription)
  else markPastDue(ctx, subscription)
  return failed
}

/** Applies the account's setting for what happens after the last failed attempt (Stripe docs: overview). */
function applyFinalState(ctx: Context, subscription: Stored): void {
  const { final_state } = settingsOf(ctx)
  if (final_state === 'cancel') {
    endSubscription(ctx, subscription, { reason: 'payment_failed' })
    return
  }
  if (final_state === 'past_due') {
    markPastDue(ctx, subscription)
    return
  }
  const isPause = final_state === 'pause'
  const details = { status_details: { paused: { subscription: { type: 'final_payment_failure' } } } }
  const status = isPause ? 'paused' : 'unpaid'
  const after = ctx.store.put({ ...subscription, status, ...(isPause ? details : {}) })
  ctx.emit('customer.subscription.updated', after, { status: subscription.status })
  if (isPause) ctx.emit('customer.subscription.paused', after)
}

export function markPastDue(ctx: Context, subscription: Stored): void {
  if (subscription.status !== 'active' && subscription.status !== 'trialing') return
  const after = ctx.store.put({ ...subscription, status: 'past_due' })
  ctx.emit('customer.subscription.updated', after, { status: subscription.status })
}

/** Applies an update that was waiting for payment (Stripe docs: pending updates). */
function applyPending(ctx: Context, subscription: Stored): void {
  const { fields, previous, resumes } = subscription._pending
  const after = ctx.store.put({ ...subscription, ...fields, pending_update: null, _pending: null })
  if (!resumes) ctx.emit('customer.subscription.pending_update_applied', after)
  ctx.emit('customer.subscription.updated', after, previous)
  if (resumes) ctx.emit('customer.subscription.resumed', after)
}

function subscriptionOf(ctx: Context, invoice: Stored): Stored | undefined {
  const id = invoice.parent?.subscription_details?.subscription
  const found = id ? ctx.store.get(id) : undefined
  return found && found.status !== 'canceled' && found.status !== 'incomplete_expired' ? found : undefined
}
