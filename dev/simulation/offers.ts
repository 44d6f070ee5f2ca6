import { type PaidPlanKey, paidPlanKeys } from '@/lib/billing/plans'

const [small, large] = [paidPlanKeys[0], paidPlanKeys.at(-1)] as [PaidPlanKey, PaidPlanKey]

/** What Checkout is asked for: mostly the smallest plan, so that changes of plan go up and down. */
export const offers = [`${small}:month`, `${small}:month`, `${small}:year`, `${large}:month`]
