import type { Interval, PaidPlanKey } from '../plans'
import type { GrantedPlan } from './plan-record'

/** The Stripe ids of the catalog's objects, as recorded by `npm run billing -- apply`. */
export type Catalog = {
  /** The Stripe account that the catalog was applied to, or null if unknown. */
  accountId: string | null
  /** The key of the plan that a product belongs to, even if the product or plan has been replaced, or null if there is none. */
  planOf: (productId: string) => string | null
  /** The ids of all current and past products of the plan. */
  productsOf: (plan: string) => string[]
  /** What a plan grants. Takes a key from `planOf` or from a stored entitlement. */
  grantedBy: (plan: string) => GrantedPlan
  /** The plan and interval of a current or past price, or null if there is none. */
  offerOf: (priceId: string) => { plan: string; interval: Interval } | null
  /** The id of the current price. Throws `AppError('unavailable')` if the catalog was never applied. */
  priceId: (plan: PaidPlanKey, interval: Interval) => string
  portalConfigurationId: string | null
  retentionCouponId: string | null
  /** Stripe's id of a promotion code, or null if the code is unknown. */
  promotionCodeId: (code: string) => string | null
}
