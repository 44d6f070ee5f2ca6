import type { Context, Params } from '../core/context'
import type { Stored } from '../core/store'

type Reason = 'cancellation_requested' | 'payment_failed' | 'payment_disputed' | null

export function isOver(subscription: Stored): boolean {
  return subscription.status === 'canceled' || subscription.status === 'incomplete_expired'
}

/**
 * Ends a subscription immediately. Its open invoices stay open, but they are no longer collected automatically.
 * @param details the reason and the customer's feedback
 */
export function endSubscription(ctx: Context, subscription: Stored, details: { reason: Reason } & Params): Stored {
  const now = ctx.now(subscription.customer)
  for (const invoice of ctx.store.of(subscription.customer)) {
    const isOpen = invoice.object === 'invoice' && (invoice.status === 'open' || invoice.status === 'draft')
    if (!isOpen || invoice.parent?.subscription_details?.subscription !== subscription.id) continue
    ctx.store.put({ ...invoice, auto_advance: false, next_payment_attempt: null, automatically_finalizes_at: null })
  }
  if (subscription.schedule) endSchedule(ctx, subscription.schedule, now)
  const { reason, ...feedback } = details
  const before = subscription.cancellation_details
  const ended = ctx.store.put({
    ...subscription,
    status: 'canceled',
    canceled_at: subscription.canceled_at ?? now,
    ended_at: now,
    cancel_at_period_end: false,
    cancellation_details: { ...before, ...feedback, reason: reason ?? before.reason },
    pending_update: null,
    schedule: null,
    _pending: null,
    _resume_at: null,
  })
  ctx.emit('customer.subscription.deleted', ended)
  return ended
}

export function endSchedule(ctx: Context, id: string, now: number): void {
  const schedule = ctx.store.get(id)
  if (!schedule) return
  const canceled = ctx.store.put({ ...schedule, status: 'canceled', canceled_at: now, current_phase: null })
  ctx.emit('subscription_schedule.canceled', canceled)
}
