import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import type { GrantedPlan } from '../model'
import { currentPlanKey, type Features, featureNames, isPlanKey, type Limits, plans } from '../plans'
import { type CustomerRow, getCatalog, loadCustomer } from '../store'

/**
 * The key of the plan that a team may use now, from the stored projection. The key may no longer exist in
 * lib/billing/plans.ts. The grace period of a failed payment is the only thing that a local clock ends.
 */
export function effectivePlan(customer: CustomerRow | null, now: Date): string {
  const entitlement = customer?.entitlement
  if (!entitlement) return 'free'
  if (entitlement.graceUntil && entitlement.graceUntil <= now) return 'free'
  return currentPlanKey(entitlement.plan)
}

/** What the team's plan grants. A plan that was deleted from lib/billing/plans.ts costs one SQL statement more. */
async function teamPlan({ teamId }: Viewer): Promise<GrantedPlan> {
  const key = effectivePlan(await loadCustomer(teamId), new Date())
  return isPlanKey(key) ? plans[key] : (await getCatalog()).grantedBy(key)
}

/** Everything that the team's plan unlocks. */
export async function featuresOf(viewer: Viewer): Promise<Features> {
  return (await teamPlan(viewer)).features
}

/** True when the team's plan unlocks the feature. */
export async function can(viewer: Viewer, feature: keyof Features): Promise<boolean> {
  return (await featuresOf(viewer))[feature]
}

/** How much of a thing the team's plan allows; null for no limit. */
export async function limitOf(viewer: Viewer, limit: keyof Limits): Promise<number | null> {
  return (await teamPlan(viewer)).limits[limit]
}

/**
 * Refuses an action to a team whose plan does not unlock the feature. A page shows an upgrade card instead: see
 * `FeatureGate`.
 *
 * @throws AppError `payment_required`, which a form answers with a link to the plans
 */
export async function requireFeature(viewer: Viewer, feature: keyof Features): Promise<void> {
  if (await can(viewer, feature)) return
  throw new AppError('payment_required', `${featureNames[feature]} isn’t included in your plan. Upgrade to use it.`)
}
