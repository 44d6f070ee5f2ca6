import type { Interval, PaidPlanKey } from '../plans'
import type { GrantedPlan } from './granted-plan'

/** Where the catalog's objects are in Stripe, as recorded by `npm run billing -- apply`. */
export type Catalog = {
  /** The Stripe account that the catalog was applied to; null if unknown. */
  accountId: string | null
  /** The key of the plan that a product belongs to, even if the product or the plan was replaced; null for any other. */
  planOf: (productId: string) => string | null
  /** The ids of every product that the plan was ever sold as. */
  productsOf: (plan: string) => string[]
  /** What a plan grants, by a key from `planOf` or from a stored entitlement. */
  grantedBy: (plan: string) => GrantedPlan
  /** The plan and interval of a price that is or was for sale; null for any other. */
  offerOf: (priceId: string) => { plan: string; interval: Interval } | null
  /** The id of the price that is for sale. Throws `AppError('unavailable')` if the catalog was never applied. */
  priceId: (plan: PaidPlanKey, interval: Interval) => string
  portalConfigurationId: string | null
  retentionCouponId: string | null
  /** Stripe's id of a promotion code that customers may enter; null for an unknown one. */
  promotionCodeId: (code: string) => string | null
}
