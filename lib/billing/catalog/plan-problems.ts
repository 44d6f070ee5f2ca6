import 'server-only'
import { intervals, type Plan } from '../plans'

/** Stripe docs: the customer portal lists at most ten products. */
const soldMax = 10

/**
 * Validates the entries in lib/billing/plans.ts beyond what the compiler checks.
 *
 * @returns one phrase per problem, or an empty list if the plans are valid
 */
export function planProblems(plans: Record<string, Plan>): string[] {
  const all = Object.values(plans)
  const sold = all.filter(({ key, isRetired }) => key !== 'free' && !isRetired)
  const problems = all.flatMap((plan) => problemsOf(plan, all).map((problem) => `the plan "${plan.key}" ${problem}`))
  if (sold.length <= soldMax) return problems
  return [...problems, `${sold.length} plans are for sale, but the customer portal lists at most ${soldMax}`]
}

function problemsOf(plan: Plan, all: Plan[]): string[] {
  const { key, rank, amountCents, seats, formerKeys = [] } = plan
  const others = all.filter((other) => other !== plan)
  const isFree = key === 'free'
  const twin = others.find((other) => other.rank === rank)
  const unpriced = intervals.find((interval) => !isAmount(amountCents?.[interval]))
  const taken = formerKeys.find((former) => others.some((other) => hasKey(other, former)))
  const found = {
    'needs a key that contains only lowercase letters, digits, "_", and "-"': !/^[a-z][a-z0-9_-]*$/.test(key),
    [`has the same rank as "${twin?.key}"`]: twin,
    'cannot have a price or be retired': isFree && (amountCents || plan.isRetired),
    [`needs a positive ${unpriced}ly price in whole cents`]: !isFree && unpriced,
    'needs at least 1 seat, and a maximum no lower than the minimum':
      seats && !(1 <= seats.min && seats.min <= seats.max),
    [`has the former key "${taken}", which belongs to another plan`]: taken,
  }
  return Object.keys(found).filter((problem) => found[problem as keyof typeof found])
}

function isAmount(cents: number | undefined): boolean {
  return cents !== undefined && Number.isInteger(cents) && cents > 0
}

function hasKey({ key, formerKeys }: Plan, wanted: string): boolean {
  return key === wanted || (formerKeys?.includes(wanted) ?? false)
}
