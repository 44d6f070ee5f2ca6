import 'server-only'

export { canManageBilling, requireBillingRole } from './billing-role'
export { can, effectivePlan, featuresOf, limitOf, requireFeature } from './entitlements'
export { type OfferedAction, offersTo, requireOfferedAction } from './require-offered-action'
export { isActionWithinLimit, isReturnWithinLimit, requireStripeLimit } from './stripe-limit'
