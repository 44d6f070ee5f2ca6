import 'server-only'
import type { Viewer } from '@/lib/auth'
import { type TeamSubscription, teamSubscription } from '../model'
import { currentPlanKey } from '../plans'
import { primaryOf } from '../store'
import { loadBilling } from './load-billing'

/**
 * Returns the subscription of the viewer's team: its plan, and whether it is on trial, canceled, or past due. If there
 * are several, returns the one that grants the plan, or else the newest. It makes no Stripe calls and shares one SQL
 * statement per request with `can`, `limitOf`, and the billing page.
 *
 * @param viewer any member of the team
 * @returns null if the team has never subscribed
 */
export async function getSubscription(viewer: Viewer): Promise<TeamSubscription | null> {
  const customer = await loadBilling(viewer)
  const row = primaryOf(customer)
  // The plan may have been renamed since the last sync.
  const terms = row && { ...row, plan: row.plan && currentPlanKey(row.plan) }
  return terms && teamSubscription(terms, customer?.entitlement ?? null, new Date())
}
