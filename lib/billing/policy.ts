import 'server-only'
import type { Catalog } from './catalog'
import { plans } from './plans'
import type { Policy } from './project'

/** Days that a failed payment keeps the plan, counted from the first failed attempt. */
export const graceDays = 7

/** The product's policy over a catalogue, for `project`. */
export function policyOver(catalog: Catalog): Policy {
  return { graceDays, rankOf: (plan) => plans[plan].rank, planOf: catalog.planOf }
}
