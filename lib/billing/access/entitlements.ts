import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { type Features, type Limits, type PlanKey, plans } from '../plans'
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

/** True when the team's plan unlocks the feature. */
export async function can(viewer: Viewer, feature: keyof Features): Promise<boolean> {
  const customer = await loadCustomer(viewer.teamId)
  return plans[effectivePlan(customer, new Date())].features[feature]
}

/** How much of a thing the team's plan allows; null for no limit. */
export async function limitOf(viewer: Viewer, limit: keyof Limits): Promise<number | null> {
  const customer = await loadCustomer(viewer.teamId)
  return plans[effectivePlan(customer, new Date())].limits[limit]
}

/** Throws `AppError('payment_required')` when the team's plan does not unlock the feature. */
export async function requireFeature(viewer: Viewer, feature: keyof Features): Promise<void> {
  if (await can(viewer, feature)) return
  throw new AppError('payment_required', 'Your plan does not include this. Upgrade to use it.')
}
