import type { Policy } from './projection'
import { type ItemDetails, periodEnd, type SubscriptionDetails } from './subscription'

/** The columns that summarize a subscription. */
export type PlanColumns = {
  /** The key of the plan, or null for a product that is not in the catalog. */
  plan: string | null
  interval: string | null
  quantity: number | null
  /** In Unix seconds. */
  currentPeriodEnd: number | null
}

/** Summarizes a subscription by its primary item: the one with the highest plan, or else the first. */
export function planColumns(subscription: Pick<SubscriptionDetails, 'items'>, policy: Policy): PlanColumns {
  const item = primaryItem(subscription.items, policy)
  return {
    plan: item ? policy.planOf(item.productId) : null,
    interval: item && item.interval !== 'unknown' ? item.interval : null,
    quantity: item?.quantity ?? null,
    currentPeriodEnd: periodEnd(subscription),
  }
}

function primaryItem(items: ItemDetails[], { planOf, rankOf }: Policy): ItemDetails | undefined {
  const rank = ({ productId }: ItemDetails) => {
    const plan = planOf(productId)
    return plan === null ? Number.NEGATIVE_INFINITY : rankOf(plan)
  }
  return [...items].sort((a, b) => rank(b) - rank(a))[0]
}
