import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { requireBillingRole } from '../access'
import { type BillingAction, offeredFor, type SubscriptionFacts } from '../model'
import { factsOf, loadCustomer, primaryOf } from '../store'
import { explainRefusal, stripe } from '../stripe'
import { readStripe } from '../sync'

/**
 * Takes back a cancellation that has not happened yet. There is no portal flow for it.
 *
 * @param viewer an OWNER or ADMIN
 * @param subscriptionId which subscription; the team's own one when left out
 * @throws AppError `forbidden`, `not_found`, `conflict` when it is not set to end, `unavailable`
 */
export function keepSubscription(viewer: Viewer, subscriptionId: string | undefined, now: Date): Promise<void> {
  return change(viewer, subscriptionId, 'keep_subscription', now, async ({ id, cancelAt }) => {
    // Whichever is set is cleared: flexible billing sets cancel_at, classic billing cancel_at_period_end. Stripe refuses
    // both in one call.
    await stripe().subscriptions.update(id, cancelAt !== null ? { cancel_at: '' } : { cancel_at_period_end: false })
  })
}

/** Goes on with a paused subscription: billing starts again now. Parameters and errors as for `keepSubscription`. */
export function resumeSubscription(viewer: Viewer, subscriptionId: string | undefined, now: Date): Promise<void> {
  return change(viewer, subscriptionId, 'resume_subscription', now, async ({ id, pauseCollection }) => {
    if (pauseCollection) await stripe().subscriptions.update(id, { pause_collection: '' })
    else await stripe().subscriptions.resume(id, { billing_cycle_anchor: { type: 'now' } })
  })
}

async function change(
  viewer: Viewer,
  wanted: string | undefined,
  action: BillingAction,
  now: Date,
  apply: (subscription: SubscriptionFacts) => Promise<void>,
): Promise<void> {
  requireBillingRole(viewer)
  const customer = await loadCustomer(viewer.teamId)
  const row = wanted ? customer?.subscriptions.find((one) => one.stripeSubscriptionId === wanted) : primaryOf(customer)
  if (!customer || !row) throw new AppError('not_found', 'That subscription does not exist.')
  const subscription = factsOf(row)
  if (!offeredFor(subscription).includes(action)) {
    throw new AppError('conflict', 'There is nothing to undo. Reload the billing page to see the present state.')
  }
  try {
    await apply(subscription)
  } catch (error) {
    throw explainRefusal(error)
  } finally {
    // Also after an error: a time-out does not say whether Stripe made the change.
    await readStripe(customer.id, now)
  }
}
