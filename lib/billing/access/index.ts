import 'server-only'

export {
  canManageBilling,
  type OfferedAction,
  offersTo,
  requireBillingRole,
  requireOfferedAction,
} from './authorization'
export { getBilling } from './billing-page'
export {
  can,
  effectivePlan,
  featuresOf,
  limitOf,
  type MemberLimit,
  memberLimitOf,
  requireFeature,
} from './entitlements'
export { loadBilling } from './load-billing'
export { isActionWithinLimit, isReturnWithinLimit, requireStripeLimit } from './stripe-limit'
export { getSubscription } from './team-subscription'
