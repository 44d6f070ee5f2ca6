import { type Features, offeredPlanKeys, type Plan, plans } from '@/lib/billing/plans'

/** Returns the plans for sale in display order. */
export function plansOnSale(): Plan[] {
  return offeredPlanKeys.map((key) => plans[key])
}

/** Returns the lowest plan with a feature, or undefined if no plan has it. */
export function lowestPlanWith(feature: keyof Features): Plan | undefined {
  return plansOnSale()
    .filter(({ features }) => features[feature])
    .sort((a, b) => a.rank - b.rank)[0]
}

/** Formats plan names as a list, for example `Free, Pro, and Business`. */
export function namesOf(listed: Plan[], type: 'conjunction' | 'disjunction'): string {
  return new Intl.ListFormat('en-US', { type }).format(listed.map(({ name }) => name))
}
