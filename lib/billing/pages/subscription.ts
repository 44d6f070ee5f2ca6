import 'server-only'
import type { Viewer } from '@/lib/auth'
import { type TeamSubscription, teamSubscription } from '../model'
import { currentPlanKey } from '../plans'
import { loadCustomer, primaryOf } from '../store'

/**
 * The subscription of the viewer's team: its plan, and whether it is on trial, canceled, or past due. Of several, the one
 * that grants the plan, or else the newest. From the database alone: no Stripe call, and one SQL statement for each
 * request, which `can`, `limitOf`, and the billing page share.
 *
 * @param viewer any member of the team
 * @returns null for a team that has never subscribed
 */
export async function getSubscription(viewer: Viewer): Promise<TeamSubscription | null> {
  const customer = await loadCustomer(viewer.teamId)
  const row = primaryOf(customer)
  // The key may have been renamed since the subscription was last read.
  const terms = row && { ...row, plan: row.plan && currentPlanKey(row.plan) }
  return terms && teamSubscription(terms, customer?.entitlement ?? null, new Date())
}
