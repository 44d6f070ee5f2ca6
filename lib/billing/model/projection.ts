import { endedStatuses, grantingStatuses, isLive, type SubscriptionDetails, withheldStatuses } from './subscription'
import { daySeconds } from './time'

export type Policy = {
  /** How many days a team keeps its plan after the first failed payment attempt. */
  graceDays: number
  /** The plan with the highest rank wins. */
  rankOf: (plan: string) => number
  /** The key of the plan that a Stripe product belongs to, or null if the product is not in the catalog. */
  planOf: (productId: string) => string | null
}

export type Projection = {
  /** The plan's key, which may no longer exist in lib/billing/plans.ts. */
  plan: string
  reason: string
  /** The id of the subscription that grants the plan, or null if none does. */
  source: string | null
  /** The end of the grace period, in Unix seconds, or null if no payment failed. */
  graceUntil: number | null
  /** Problems that someone must review. */
  alerts: string[]
}

type Granting = { subscription: SubscriptionDetails; plan: string; reason: string; graceUntil: number | null }

const notGranting = [...withheldStatuses, ...endedStatuses]

/**
 * Decides which plan a team can use. It never throws. An unknown status or product grants nothing and adds an alert.
 * Only Stripe ends a subscription. The local clock only ends the grace period after a failed payment.
 *
 * @param subscriptions all of the customer's subscriptions, in any status and order
 * @param now in Unix seconds
 */
export function project(subscriptions: SubscriptionDetails[], now: number, policy: Policy): Projection {
  const alerts: string[] = []
  const candidates: Granting[] = []
  for (const subscription of subscriptions) {
    const candidate = grantOf(subscription, now, policy, alerts)
    if (candidate) candidates.push(candidate)
  }
  const live = subscriptions.filter((subscription) => isLive(subscription) && subscription.status !== 'incomplete')
  if (live.length > 1)
    alerts.push(
      `more than one live subscription: ${live
        .map((one) => one.id)
        .sort()
        .join(', ')}`,
    )
  const best = candidates.sort((a, b) => compare(a, b, policy))[0]
  if (!best) return { plan: 'free', reason: 'no subscription grants a plan', source: null, graceUntil: null, alerts }
  const { subscription, plan, reason, graceUntil } = best
  return { plan, reason, source: subscription.id, graceUntil, alerts }
}

function grantOf(subscription: SubscriptionDetails, now: number, policy: Policy, alerts: string[]): Granting | null {
  const { id, status } = subscription
  if (!grantingStatuses.includes(status)) {
    if (!notGranting.includes(status)) alerts.push(`${id} has the unknown status ${JSON.stringify(status)}`)
    return null
  }
  const plans = subscription.items.map((item) => policy.planOf(item.productId))
  if (plans.includes(null)) alerts.push(`${id} has a product that is not in the catalog`)
  const known = plans.filter((plan) => plan !== null)
  const plan = known.sort((a, b) => policy.rankOf(b) - policy.rankOf(a))[0]
  if (!plan) return null
  if (status !== 'past_due') return { subscription, plan, reason: status, graceUntil: null }
  const graceUntil = graceUntilOf(subscription, policy.graceDays)
  return now < graceUntil ? { subscription, plan, reason: 'past_due, in grace', graceUntil } : null
}

/**
 * Returns the end of the grace period, in Unix seconds.
 *
 * @param days the length of the grace period, counted from the first failed attempt
 */
export function graceUntilOf(subscription: SubscriptionDetails, days: number): number {
  return firstFailure(subscription) + days * daySeconds
}

/** Stripe first attempts payment when it finalizes an invoice. Uses the oldest open invoice. */
function firstFailure({ latestInvoice, createdAt }: SubscriptionDetails): number {
  return latestInvoice?.failingSince ?? latestInvoice?.finalizedAt ?? latestInvoice?.createdAt ?? createdAt
}

/** Sorts by highest plan, then newest, then id, so that the order is always the same. */
function compare(a: Granting, b: Granting, policy: Policy): number {
  const byRank = policy.rankOf(b.plan) - policy.rankOf(a.plan)
  if (byRank !== 0) return byRank
  const byAge = b.subscription.createdAt - a.subscription.createdAt
  return byAge !== 0 ? byAge : a.subscription.id < b.subscription.id ? -1 : 1
}
