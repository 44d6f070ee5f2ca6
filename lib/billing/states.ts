import 'server-only'
import type { SubscriptionFacts } from './facts'
import { hasFuturePhase, scheduledEnd } from './facts'
import type { BillingAction, BillingState } from './overview-types'

/**
 * Which of the billing page's states a subscription is in.
 *
 * @param subscription the one that the page is about; null for a team that never had one
 */
export function stateOf(subscription: SubscriptionFacts | null): BillingState {
  if (!subscription) return 'free'
  switch (subscription.status) {
    case 'trialing':
    case 'active':
      if (subscription.pauseCollection) return 'paused'
      if (scheduledEnd(subscription) !== null) return 'cancelling'
      return subscription.status
    case 'past_due':
    case 'unpaid':
    case 'paused':
    case 'incomplete':
      return subscription.status
    case 'canceled':
    case 'incomplete_expired':
      return 'ended'
    default:
      return 'unknown'
  }
}

const details: BillingAction[] = ['payment_method_update', 'customer_update', 'portal_home']

/**
 * What can be done in each state: what Stripe would refuse is not offered (Stripe docs: customer portal, limitations).
 * A subscription whose schedule has a phase still to come can be neither updated nor cancelled through a flow.
 */
const offers: Record<BillingState, BillingAction[]> = {
  free: ['start_checkout'],
  trialing: [...details, 'subscription_cancel', 'subscription_update', 'subscription_update_confirm'],
  active: [
    ...details,
    'subscription_cancel',
    'subscription_pause',
    'subscription_update',
    'subscription_update_confirm',
  ],
  cancelling: [...details, 'keep_subscription'],
  past_due: [...details, 'subscription_cancel'],
  unpaid: [...details, 'subscription_cancel'],
  paused: [...details, 'resume_subscription', 'subscription_cancel'],
  incomplete: [...details],
  ended: ['start_checkout', ...details],
  unknown: ['portal_home'],
}

const blockedBySchedule = new Set<BillingAction>([
  'subscription_cancel',
  'subscription_pause',
  'subscription_update',
  'subscription_update_confirm',
])

/** The actions that are offered for a subscription in its present state. */
export function offeredFor(subscription: SubscriptionFacts | null): BillingAction[] {
  const offered = offers[stateOf(subscription)]
  const isBlocked = subscription !== null && (hasFuturePhase(subscription) || subscription.pendingUpdate !== null)
  return isBlocked ? offered.filter((action) => !blockedBySchedule.has(action)) : offered
}
