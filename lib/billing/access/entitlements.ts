import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import type { GrantedPlan } from '../catalog'
import { getCatalog } from '../catalog'
import { currentPlanKey, type Features, featureNames, isPlanKey, type Limits, plans } from '../plans'
import { type CustomerRow, readCustomer } from '../store'
import { loadBilling } from './load-billing'

/**
 * Returns the key of the plan that a team can use now, from the stored entitlement. The key may no longer exist in
 * lib/billing/plans.ts. Only the grace period after a failed payment ends by the local clock.
 */
export function effectivePlan(customer: CustomerRow | null, now: Date): string {
  const entitlement = customer?.entitlement
  if (!entitlement) return 'free'
  if (entitlement.graceUntil && entitlement.graceUntil <= now) return 'free'
  return currentPlanKey(entitlement.plan)
}

/** How many members a team can have. `max` is null for no limit. */
export type MemberLimit = {
  max: number | null
  planName: string
  /** The largest number of seats that the plan sells. Null if the plan has no seats, and `max` is a fixed limit. */
  seatsMax: number | null
}

/**
 * How many members a team's plan allows now: the paid seats of a plan with seats, or else the plan's limit. It takes a
 * team's id instead of a viewer, because someone who accepts an invitation is not in the team yet.
 */
export async function memberLimitOf(teamId: string): Promise<MemberLimit> {
  const customer = await readCustomer(teamId)
  const { name: planName, seats, limits } = await planOf(customer)
  if (!seats) return { max: limits.membersMax, planName, seatsMax: null }
  const granting = customer?.entitlement?.subscriptionId
  const subscription = customer?.subscriptions.find((one) => one.stripeSubscriptionId === granting)
  return { max: subscription?.quantity ?? seats.min, planName, seatsMax: seats.max }
}

/** What the team's plan grants. A plan that was deleted from lib/billing/plans.ts needs one more SQL statement. */
async function teamPlan(viewer: Viewer): Promise<GrantedPlan> {
  return planOf(await loadBilling(viewer))
}

async function planOf(customer: CustomerRow | null): Promise<GrantedPlan> {
  const key = effectivePlan(customer, new Date())
  return isPlanKey(key) ? plans[key] : (await getCatalog()).grantedBy(key)
}

/** Returns the features of the team's plan. */
export async function featuresOf(viewer: Viewer): Promise<Features> {
  return (await teamPlan(viewer)).features
}

/** True if the team's plan includes the feature. */
export async function can(viewer: Viewer, feature: keyof Features): Promise<boolean> {
  return (await featuresOf(viewer))[feature]
}

/** Returns one of the plan's limits, or null if it is unlimited. */
export async function limitOf(viewer: Viewer, limit: keyof Limits): Promise<number | null> {
  return (await teamPlan(viewer)).limits[limit]
}

/**
 * Requires that the team's plan includes the feature. Pages use `FeatureGate` instead, which shows an upgrade card.
 *
 * @throws AppError `payment_required`, which forms show with a link to the plans
 */
export async function requireFeature(viewer: Viewer, feature: keyof Features): Promise<void> {
  if (await can(viewer, feature)) return
  throw new AppError('payment_required', `${featureNames[feature]} isn’t included in your plan. Upgrade to use it.`)
}
