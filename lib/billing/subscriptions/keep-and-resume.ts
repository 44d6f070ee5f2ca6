import 'server-only'
import type { Viewer } from '@/lib/auth'
import { stripe } from '../stripe'
import { performAction } from '../sync'

/**
 * Takes back a cancellation that has not happened yet. There is no portal flow for it.
 *
 * @param viewer an OWNER or ADMIN
 * @param subscriptionId which of the team's subscriptions; the one that the billing page shows when left out
 * @param now the present moment
 * @throws AppError as `performAction` does
 */
export function keepSubscription(viewer: Viewer, subscriptionId: string | undefined, now: Date): Promise<void> {
  const options = { subscriptionId, now, readsAfter: true }
  return performAction(viewer, 'keep_subscription', options, async ({ subscription: { id, cancelAt } }) => {
    // Flexible billing sets cancel_at, classic billing cancel_at_period_end. Stripe refuses to clear both in one call.
    await stripe().subscriptions.update(id, cancelAt !== null ? { cancel_at: '' } : { cancel_at_period_end: false })
  })
}

/** Resumes a paused subscription: billing starts again now. Parameters and errors as for `keepSubscription`. */
export function resumeSubscription(viewer: Viewer, subscriptionId: string | undefined, now: Date): Promise<void> {
  const options = { subscriptionId, now, readsAfter: true }
  return performAction(viewer, 'resume_subscription', options, async ({ subscription: { id, pauseCollection } }) => {
    if (pauseCollection) await stripe().subscriptions.update(id, { pause_collection: '' })
    else await stripe().subscriptions.resume(id, { billing_cycle_anchor: { type: 'now' } })
  })
}
