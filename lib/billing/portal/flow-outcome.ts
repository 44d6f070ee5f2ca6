import 'server-only'
import { type FlowType, isLive, type SubscriptionDetails, scheduledEnd } from '../model'
import type { FlowState } from '../store'
import { type CustomerRow, detailsOf } from '../store'

export type Outcome = 'completed' | 'unchanged' | 'pending'
export type OutcomeDetail = 'retained' | 'scheduled' | 'payment' | null

/**
 * Captures the state that a flow can change.
 *
 * @param customer the team's stored billing data
 * @param subscriptionId the flow's subscription, or null for flows that change the customer
 */
export function flowStateOf(customer: CustomerRow, subscriptionId: string | null): FlowState {
  const row = customer.subscriptions.find((one) => one.stripeSubscriptionId === subscriptionId)
  return {
    card: customer.paymentMethod?.id ?? null,
    details: JSON.stringify(customer.billingDetails),
    subscription: row ? subscriptionState(detailsOf(row)) : null,
  }
}

function subscriptionState(details: SubscriptionDetails): FlowState['subscription'] {
  const items = details.items.map((item) => `${item.id}:${item.priceId}:${item.quantity}`)
  return {
    items: items.sort().join(','),
    end: scheduledEnd(details),
    isLive: isLive(details),
    isPaused: details.status === 'paused' || details.pauseCollection !== null,
    discounts: details.discounts
      .map((discount) => discount.couponId)
      .sort()
      .join(','),
    schedule: details.schedule?.id ?? null,
    pendingUpdate: details.pendingUpdate !== null,
  }
}

/**
 * Determines the outcome of a flow by comparing the state before and after it. Anyone can open the return URL, so only
 * a change counts.
 *
 * @param before the state when the flow started
 * @param after the state after syncing with Stripe
 */
export function outcomeOf(
  type: FlowType,
  before: FlowState,
  after: FlowState,
): { outcome: Outcome; detail: OutcomeDetail } {
  const previous = before.subscription
  const current = after.subscription
  const completed = (detail: OutcomeDetail = null) => ({ outcome: 'completed' as const, detail })
  const unchanged = { outcome: 'unchanged' as const, detail: null }
  switch (type) {
    case 'payment_method_update':
      return before.card === after.card ? unchanged : completed()
    case 'customer_update':
      return before.details === after.details ? unchanged : completed()
    case 'subscription_cancel':
      if (previous?.isLive && previous.end === null && (!current?.isLive || current.end !== null)) return completed()
      return previous?.discounts === current?.discounts ? unchanged : completed('retained')
    case 'subscription_pause':
      return !previous?.isPaused && current?.isPaused ? completed() : unchanged
    case 'subscription_update':
    case 'subscription_update_confirm':
      if (current?.pendingUpdate && !previous?.pendingUpdate) return { outcome: 'pending', detail: 'payment' }
      if (current?.schedule && current.schedule !== previous?.schedule) return completed('scheduled')
      return previous?.items === current?.items && previous?.discounts === current?.discounts ? unchanged : completed()
    case 'portal_home':
      return JSON.stringify(before) === JSON.stringify(after) ? unchanged : completed()
  }
}
