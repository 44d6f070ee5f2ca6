import type { Context } from '../../engine/core/context'
import type { Stored } from '../../engine/core/store'
import { itemsOf, scheduledEnd } from '../shared/stored-objects'

/** The actions that the portal offers for a subscription, and why the others are unavailable. */
export type Offered = {
  update: boolean
  cancel: boolean
  pause: boolean
  resume: boolean
  keep: boolean
  cancelChange: boolean
  limit: 'cancel_only' | 'scheduled_block' | null
}

/** A schedule's future phases. If there are none, the schedule does not block changes (observed by third parties). */
export function futurePhases(ctx: Context, subscription: Stored): Stored[] {
  const schedule = subscription.schedule ? ctx.store.get(subscription.schedule) : undefined
  if (!schedule || !['active', 'not_started'].includes(schedule.status)) return []
  const now = ctx.now(subscription.customer)
  return (schedule.phases as Stored[]).filter((phase) => phase.start_date > now)
}

/**
 * Limits based on the subscription itself (Stripe docs: customer portal, limitations). The docs list the cases but not
 * the text, so the messages are assumed.
 */
function isCancelOnly(ctx: Context, subscription: Stored): boolean {
  const items = itemsOf(ctx, subscription)
  const price = items[0]?.price
  return (
    items.length !== 1 ||
    subscription.collection_method === 'send_invoice' ||
    price?.recurring?.usage_type === 'metered' ||
    price?.tax_behavior === 'unspecified'
  )
}

export function offeredFor(ctx: Context, configuration: Stored, subscription: Stored): Offered {
  const features = configuration.features
  const hasFuture = futurePhases(ctx, subscription).length > 0
  const isEnding = scheduledEnd(subscription) !== null
  const isPaused = subscription.status === 'paused'
  const isOver = ['canceled', 'incomplete_expired'].includes(subscription.status)
  const isFree = !hasFuture && !isEnding && !isOver
  const update = features.subscription_update
  const mayUpdate = update.enabled && (update.default_allowed_updates ?? []).length > 0
  const cancelOnly = isCancelOnly(ctx, subscription)
  return {
    update: mayUpdate && isFree && !isPaused && !cancelOnly,
    cancel: features.subscription_cancel.enabled && isFree,
    // Stripe docs (pause): requires flexible billing mode and no schedule.
    pause:
      Boolean(features.subscription_pause?.enabled) &&
      isFree &&
      ['active', 'trialing'].includes(subscription.status) &&
      !subscription.schedule &&
      subscription.billing_mode?.type === 'flexible',
    resume: isPaused && Boolean(features.subscription_pause?.enabled),
    keep: isEnding && !hasFuture && !isOver && features.subscription_cancel.enabled,
    cancelChange: hasFuture && mayUpdate,
    limit: hasFuture ? 'scheduled_block' : mayUpdate && cancelOnly && isFree ? 'cancel_only' : null,
  }
}
