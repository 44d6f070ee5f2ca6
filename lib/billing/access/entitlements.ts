import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { type Features, featureNames, type Limits, type PlanKey, plans } from '../plans'
import { type CustomerRow, loadCustomer } from '../store'

/**
 * The plan that a team may use now, from the stored projection. The grace period of a failed payment is the only thing
 * that a local clock ends.
 */
export function effectivePlan(customer: CustomerRow | null, now: Date): PlanKey {
  const entitlement = customer?.entitlement
  if (!entitlement) return 'free'
  if (entitlement.graceUntil && entitlement.graceUntil <= now) return 'free'
  const { plan } = entitlement
  return plan === 'pro' || plan === 'business' ? plan : 'free'
}

/** Everything that the team's plan unlocks. */
export async function featuresOf(viewer: Viewer): Promise<Features> {
  const customer = await loadCustomer(viewer.teamId)
  return plans[effectivePlan(customer, new Date())].features
}

/** True when the team's plan unlocks the feature. */
export async function can(viewer: Viewer, feature: keyof Features): Promise<boolean> {
  return (await featuresOf(viewer))[feature]
}

/** How much of a thing the team's plan allows; null for no limit. */
export async function limitOf(viewer: Viewer, limit: keyof Limits): Promise<number | null> {
  const customer = await loadCustomer(viewer.teamId)
  return plans[effectivePlan(customer, new Date())].limits[limit]
}

/**
 * Refuses an action to a team whose plan does not unlock the feature. A page shows an upgrade card instead: see
 * `FeatureGate`.
 *
 * @throws AppError `payment_required`, which a form answers with a link to the plans
 */
export async function requireFeature(viewer: Viewer, feature: keyof Features): Promise<void> {
  if (await can(viewer, feature)) return
  throw new AppError('payment_required', `${featureNames[feature]} is not part of your plan. Upgrade to use it.`)
}
