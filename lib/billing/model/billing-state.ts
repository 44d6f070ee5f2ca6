import { graceDays } from '../policy'
import type { BillingAction, BillingState } from './billing-overview'
import { graceUntilOf } from './projection'
import { stateTable } from './state-table'
import { type DisputeDetails, hasFuturePhase, type SubscriptionDetails, scheduledEnd } from './subscription'
import { secondsOf } from './time'

/** True if the bank has not decided the dispute yet (SDK type Dispute.Status). */
export function isOpenDispute({ status }: Pick<DisputeDetails, 'status'>): boolean {
  return !['won', 'lost', 'warning_closed', 'prevented'].includes(status)
}

/**
 * Returns the subscription's row in the state table.
 *
 * @param subscription the subscription shown on the billing page, or null if the team has never had one
 * @param now the current time
 * @param disputes the customer's disputes
 */
export function stateOf(subscription: SubscriptionDetails | null, now: Date, disputes: DisputeDetails[]): BillingState {
  const state = stateWithoutDisputes(subscription, now)
  const isUsable = stateTable[state].access === 'plan'
  return isUsable && disputes.some(isOpenDispute) ? 'disputed' : state
}

/** The actions available for a subscription. A dispute does not remove any. */
export function offeredFor(subscription: SubscriptionDetails | null, now = new Date()): BillingAction[] {
  return stateTable[stateWithoutDisputes(subscription, now)].offers
}

function stateWithoutDisputes(subscription: SubscriptionDetails | null, now: Date): BillingState {
  if (!subscription) return 'free'
  switch (subscription.status) {
    case 'trialing':
    case 'active':
      return liveStateOf(subscription, subscription.status, now)
    case 'past_due':
      return graceUntilOf(subscription, graceDays) > secondsOf(now) ? 'past_due' : 'overdue'
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

function liveStateOf(subscription: SubscriptionDetails, status: 'trialing' | 'active', now: Date): BillingState {
  const { pauseCollection, pendingUpdate, latestInvoice } = subscription
  const seconds = secondsOf(now)
  const end = scheduledEnd(subscription)
  if (pauseCollection) return 'collection_paused'
  if (pendingUpdate && pendingUpdate.expiresAt > seconds) {
    return latestInvoice?.needsAction ? 'action_pending' : 'payment_pending'
  }
  if (end !== null) return end > seconds ? 'canceling' : 'ending'
  return hasFuturePhase(subscription) ? 'scheduled' : status
}
