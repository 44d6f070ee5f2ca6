import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { type BillingAction, NotOfferedError, offeredFor, type SubscriptionDetails, stateOf } from '../model'
import { type CustomerRow, detailsOf, primaryOf, readCustomer } from '../store'

/** True if the viewer's role can manage the team's billing. */
export function canManageBilling(viewer: Viewer): boolean {
  return viewer.role === 'OWNER' || viewer.role === 'ADMIN'
}

/** Throws `AppError('forbidden')` if the viewer cannot manage the team's billing. */
export function requireBillingRole(viewer: Viewer): void {
  if (canManageBilling(viewer)) return
  throw new AppError('forbidden', 'Only owners and admins can manage billing. Ask one of them to make this change.')
}

/** The team's Stripe customer and the subscription that an action applies to. */
export type OfferedAction = { customer: CustomerRow & { stripeCustomerId: string }; subscription: SubscriptionDetails }

/** `subscriptionId` is Stripe's id. It defaults to the subscription shown on the billing page. */
export type ActionTarget = { subscriptionId?: string | undefined; now: Date }

/** Returns the actions that the viewer can take. The billing page shows them as buttons. */
export function offersTo(viewer: Viewer, customer: CustomerRow | null, now: Date): BillingAction[] {
  return canManageBilling(viewer) ? offeredFor(shownSubscription(customer), now) : []
}

/**
 * Authorizes an action on a subscription: the viewer can manage billing, the team owns the subscription, and its stored
 * state offers the action.
 *
 * @throws AppError `forbidden` for a MEMBER, `not_found` if the subscription is not the team's, `conflict` while the
 *   account is being closed, and NotOfferedError (also `conflict`) if the state does not offer the action
 */
export async function requireOfferedAction(
  viewer: Viewer,
  action: BillingAction,
  { subscriptionId, now }: ActionTarget,
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

/** Searches only the team's rows, so another team's subscription is not found. */
function ownSubscription(customer: CustomerRow | null, id: string): SubscriptionDetails {
  const row = customer?.subscriptions.find((one) => one.stripeSubscriptionId === id)
  if (!row) throw new AppError('not_found', 'That subscription doesn’t exist.')
  return detailsOf(row)
}

/** The subscription shown on the billing page, or null if the team has no Stripe customer. */
function shownSubscription(customer: CustomerRow | null): SubscriptionDetails | null {
  const row = customer?.stripeCustomerId ? primaryOf(customer) : null
  return row ? detailsOf(row) : null
}
