import { type Features, offeredPlanKeys, type Plan, plans } from '@/lib/billing/plans'

/** The plans for sale, in the order in which pages show them. */
export function plansOnSale(): Plan[] {
  return offeredPlanKeys.map((key) => plans[key])
}

/** The lowest plan that unlocks a feature; undefined when no plan does. */
export function lowestPlanWith(feature: keyof Features): Plan | undefined {
  return plansOnSale()
    .filter(({ features }) => features[feature])
    .sort((a, b) => a.rank - b.rank)[0]
}

/** The plans' names as part of a sentence, for example `Free, Pro, and Business`. */
export function namesOf(some: Plan[], type: 'conjunction' | 'disjunction'): string {
  return new Intl.ListFormat('en-US', { type }).format(some.map(({ name }) => name))
}
