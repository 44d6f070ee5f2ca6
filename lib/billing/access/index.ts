import 'server-only'

export { canManageBilling, requireBillingRole } from './billing-role'
export { can, effectivePlan, limitOf, requireFeature } from './entitlements'
