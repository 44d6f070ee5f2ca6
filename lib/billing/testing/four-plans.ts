import { definePlans, indexPlans, type Plan, plans as realPlans } from '../plans'

// Replaces lib/billing/plans.ts in the vitest project `integration-fourth-plan`. It adds one paid plan to the
// catalog, so that code with hardcoded plans fails.

export * from '../plans'

const entries = Object.entries<Plan>(realPlans)
const [largest, below] = entries
  .slice(-2)
  .map(([, plan]) => plan.rank)
  .reverse()

const team: Omit<Plan, 'key'> = {
  name: 'Team',
  description: 'A plan that only exists in tests.',
  rank: ((largest ?? 0) + (below ?? 0)) / 2,
  amountCents: { month: 2900, year: 29_000 },
  trialDays: 7,
  seats: { min: 2, max: 20 },
  highlights: ['200 projects', 'Up to 20 members'],
  features: { csvExport: true, apiAccess: true, prioritySupport: false, auditLog: true },
  limits: { projectsMax: 200, membersMax: 20 },
}

export const plans = definePlans(Object.fromEntries([...entries.slice(0, -1), ['team', team], ...entries.slice(-1)]))
export const { offeredPlanKeys, paidPlanKeys, isPlanKey, currentPlanKey } = indexPlans(plans)
