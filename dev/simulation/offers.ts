import { type PaidPlanKey, paidPlanKeys } from '@/lib/billing/plans'

const [small, large] = [paidPlanKeys[0], paidPlanKeys.at(-1)] as [PaidPlanKey, PaidPlanKey]

/** The plans that teams buy in Checkout. Most buy the smallest, so that later changes can go up or down. */
export const offers = [`${small}:month`, `${small}:month`, `${small}:year`, `${large}:month`]
