import type { Interval, PaidPlanKey, PlanKey } from '../plans'

/** Where the catalogue's objects live in Stripe, as `npm run billing -- apply` recorded them. */
export type Catalog = {
  /** The Stripe account that the catalogue was applied to; null when that is not known. */
  accountId: string | null
  planOf: (productId: string) => PlanKey | null
  /** Plan and interval of a price that is on sale, or null. */
  offerOf: (priceId: string) => { plan: PaidPlanKey; interval: Interval } | null
  /** Stripe's price id of a plan. Throws `AppError('unavailable')` when the catalogue was never applied. */
  priceId: (plan: PaidPlanKey, interval: Interval) => string
  portalConfigurationId: string | null
  retentionCouponId: string | null
  /** Stripe's id of a promotion code that customers may type, or null for an unknown one. */
  promotionCodeId: (code: string) => string | null
}
