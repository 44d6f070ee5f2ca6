import 'server-only'
import type { Viewer } from '@/lib/auth'
import { stripe } from '../stripe'
import { performAction } from '../sync'

/**
 * Undoes a cancellation that has not taken effect yet. There is no portal flow for this.
 *
 * @param viewer an OWNER or ADMIN
 * @param subscriptionId one of the team's subscriptions; defaults to the one on the billing page
 * @param now the current time
 * @throws AppError as `performAction` does
 */
export function keepSubscription(viewer: Viewer, subscriptionId: string | undefined, now: Date): Promise<void> {
  const options = { subscriptionId, now, readsAfter: true }
  return performAction(viewer, 'keep_subscription', options, async ({ subscription: { id, cancelAt } }) => {
    // Flexible billing sets cancel_at, and classic billing sets cancel_at_period_end. Stripe rejects a call that clears
    // both.
    await stripe().subscriptions.update(id, cancelAt !== null ? { cancel_at: '' } : { cancel_at_period_end: false })
  })
}

/** Resumes a paused subscription. Billing restarts now. The parameters and errors match those of `keepSubscription`. */
export function resumeSubscription(viewer: Viewer, subscriptionId: string | undefined, now: Date): Promise<void> {
  const options = { subscriptionId, now, readsAfter: true }
  return performAction(viewer, 'resume_subscription', options, async ({ subscription: { id, pauseCollection } }) => {
    if (pauseCollection) await stripe().subscriptions.update(id, { pause_collection: '' })
    else await stripe().subscriptions.resume(id, { billing_cycle_anchor: { type: 'now' } })
  })
}
