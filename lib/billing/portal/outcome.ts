import 'server-only'
import { type FlowState, type FlowType, isLive, type SubscriptionFacts, scheduledEnd } from '../model'
import { type CustomerRow, factsOf } from '../store'

export type Outcome = 'completed' | 'unchanged' | 'pending'
export type OutcomeDetail = 'retained' | 'scheduled' | 'payment' | null

/**
 * Takes down the state that a flow is about.
 *
 * @param customer the team's stored billing
 * @param subscriptionId the subscription that the flow is for; null for flows about the customer
 */
export function flowStateOf(customer: CustomerRow, subscriptionId: string | null): FlowState {
  const row = customer.subscriptions.find((one) => one.stripeSubscriptionId === subscriptionId)
  return {
    card: customer.paymentMethod?.id ?? null,
    details: JSON.stringify(customer.billingDetails),
    subscription: row ? subscriptionState(factsOf(row)) : null,
  }
}

function subscriptionState(facts: SubscriptionFacts): FlowState['subscription'] {
  const items = facts.items.map((item) => `${item.id}:${item.priceId}:${item.quantity}`)
  return {
    items: items.sort().join(','),
    end: scheduledEnd(facts),
    isLive: isLive(facts),
    isPaused: facts.status === 'paused' || facts.pauseCollection !== null,
    discounts: facts.discounts
      .map((discount) => discount.couponId)
      .sort()
      .join(','),
    schedule: facts.schedule?.id ?? null,
    pendingUpdate: facts.pendingUpdate !== null,
  }
}

/**
 * What a flow came to, by comparing what Stripe has now with what it had when the flow was issued. A visit to the return
 * address proves nothing; only a difference does.
 *
 * @param type the flow
 * @param before the state when it was issued
 * @param after the state as just read from Stripe
 */
export function outcomeOf(
  type: FlowType,
  before: FlowState,
  after: FlowState,
): { outcome: Outcome; detail: OutcomeDetail } {
  const was = before.subscription
  const is = after.subscription
  const completed = (detail: OutcomeDetail = null) => ({ outcome: 'completed' as const, detail })
  const unchanged = { outcome: 'unchanged' as const, detail: null }
  switch (type) {
    case 'payment_method_update':
      return before.card === after.card ? unchanged : completed()
    case 'customer_update':
      return before.details === after.details ? unchanged : completed()
    case 'subscription_cancel':
      if (was?.isLive && was.end === null && (!is?.isLive || is.end !== null)) return completed()
      return was?.discounts === is?.discounts ? unchanged : completed('retained')
    case 'subscription_pause':
      return !was?.isPaused && is?.isPaused ? completed() : unchanged
    case 'subscription_update':
    case 'subscription_update_confirm':
      if (is?.pendingUpdate && !was?.pendingUpdate) return { outcome: 'pending', detail: 'payment' }
      if (is?.schedule && is.schedule !== was?.schedule) return completed('scheduled')
      return was?.items === is?.items && was?.discounts === is?.discounts ? unchanged : completed()
    case 'portal_home':
      return JSON.stringify(before) === JSON.stringify(after) ? unchanged : completed()
  }
}
