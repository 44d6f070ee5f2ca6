import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { type BillingAction, NotOfferedError, offeredFor, type SubscriptionFacts, stateOf } from '../model'
import { type CustomerRow, factsOf, primaryOf, readCustomer } from '../store'
import { canManageBilling, requireBillingRole } from './billing-role'

/** What an action is done with: the team's customer at Stripe, and the subscription it is about. */
export type OfferedAction = { customer: CustomerRow & { stripeCustomerId: string }; subscription: SubscriptionFacts }

/** Which of the team's subscriptions, by Stripe's id; the one that the billing page shows when left out. */
export type Asked = { subscriptionId?: string | undefined; now: Date }

/** Everything that the viewer can do in the stored state: the buttons of the billing page. */
export function offersTo(viewer: Viewer, customer: CustomerRow | null, now: Date): BillingAction[] {
  return canManageBilling(viewer) ? offeredFor(shownSubscription(customer), now) : []
}

/**
 * The guard in front of every action on a subscription: the viewer may change billing, the subscription is the team's own,
 * and its stored state offers the action.
 *
 * @throws AppError `forbidden` for a MEMBER, `not_found` for a subscription that is not the team's, `conflict` while the
 *   account is being closed, and NotOfferedError (`conflict` too) when the state does not offer the action
 */
export async function requireOfferedAction(
  viewer: Viewer,
  action: BillingAction,
  { subscriptionId, now }: Asked,
): Promise<OfferedAction> {
  requireBillingRole(viewer)
  const customer = await readCustomer(viewer.teamId)
  if (customer && customer.lifecycle !== 'live') throw new AppError('conflict', 'This account is being closed.')
  const subscription = subscriptionId ? ownSubscription(customer, subscriptionId) : shownSubscription(customer)
  const stripeCustomerId = customer?.stripeCustomerId
  if (stripeCustomerId && subscription && offeredFor(subscription, now).includes(action)) {
    return { customer: { ...customer, stripeCustomerId }, subscription }
  }
  throw new NotOfferedError(action, stateOf(subscription, now, []))
}

/** Found through the team's own rows, so that somebody else's is simply not there. */
function ownSubscription(customer: CustomerRow | null, id: string): SubscriptionFacts {
  const row = customer?.subscriptions.find((one) => one.stripeSubscriptionId === id)
  if (!row) throw new AppError('not_found', 'That subscription doesn’t exist.')
  return factsOf(row)
}

/** The one that the billing page shows; null without a customer at Stripe, who alone could have one. */
function shownSubscription(customer: CustomerRow | null): SubscriptionFacts | null {
  const row = customer?.stripeCustomerId ? primaryOf(customer) : null
  return row ? factsOf(row) : null
}
