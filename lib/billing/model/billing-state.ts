import { graceDays } from '../policy'
import type { BillingAction, BillingState } from './billing-overview'
import { graceUntilOf } from './projection'
import { stateTable } from './state-table'
import { type DisputeFacts, hasFuturePhase, type SubscriptionFacts, scheduledEnd } from './subscription'
import { secondsOf } from './time'

/** A dispute in which the bank has not decided (SDK type Dispute.Status). */
export function isOpenDispute({ status }: Pick<DisputeFacts, 'status'>): boolean {
  return !['won', 'lost', 'warning_closed', 'prevented'].includes(status)
}

/**
 * Which row of the state table a subscription is in.
 *
 * @param subscription the one that the page is about; null for a team that never had one
 * @param now the present moment
 * @param disputes the customer's disputes
 */
export function stateOf(subscription: SubscriptionFacts | null, now: Date, disputes: DisputeFacts[]): BillingState {
  const state = plainStateOf(subscription, now)
  const isUsable = stateTable[state].access === 'plan'
  return isUsable && disputes.some(isOpenDispute) ? 'disputed' : state
}

/** What can be done with a subscription in its present state. A dispute takes nothing away. */
export function offeredFor(subscription: SubscriptionFacts | null, now = new Date()): BillingAction[] {
  return stateTable[plainStateOf(subscription, now)].offers
}

function plainStateOf(subscription: SubscriptionFacts | null, now: Date): BillingState {
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

function liveStateOf(subscription: SubscriptionFacts, status: 'trialing' | 'active', now: Date): BillingState {
  const { pauseCollection, pendingUpdate, latestInvoice } = subscription
  const seconds = secondsOf(now)
  const end = scheduledEnd(subscription)
  if (pauseCollection) return 'collection_paused'
  if (pendingUpdate && pendingUpdate.expiresAt > seconds) {
    return latestInvoice?.needsAction ? 'action_pending' : 'payment_pending'
  }
  if (end !== null) return end > seconds ? 'cancelling' : 'ending'
  return hasFuturePhase(subscription) ? 'scheduled' : status
}
