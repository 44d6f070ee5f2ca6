import { type PaidPlanKey, paidPlanKeys } from '@/lib/billing/plans'

const [small, large] = [paidPlanKeys[0], paidPlanKeys.at(-1)] as [PaidPlanKey, PaidPlanKey]

/** The plans bought in Checkout, mostly the smallest so that later changes go both up and down. */
export const offers = [`${small}:month`, `${small}:month`, `${small}:year`, `${large}:month`]
