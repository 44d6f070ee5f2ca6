import 'server-only'

// The public API of billing for pages, actions, routes, and other domains.
export {
  can,
  canManageBilling,
  featuresOf,
  getBilling,
  getSubscription,
  limitOf,
  type MemberLimit,
  memberLimitOf,
  requireFeature,
} from './access'
export { finishCheckout, startCheckout } from './checkout'
export { countInOtherAccounts } from './customers'
export { countRetained, listCancellations } from './follow-ups'
export {
  type BillingAction,
  type BillingOverview,
  type BillingState,
  checkoutSchema,
  type FlowNotice,
  flowSchema,
  NotOfferedError,
  refusalNotice,
  startPageOf,
  subscriptionSchema,
  type TeamSubscription,
} from './model'
export {
  alertOverdue,
  drainBilling,
  drainSoon,
  isDrainComing,
  lastNightlyRun,
  oldestDirtySince,
  reconcile,
  syncRatePerSecond,
} from './operations'
export { finishPortalFlow, getFlowNotice, startPortalFlow } from './portal'
export { listAlerts } from './store'
export { isSimulated } from './stripe'
export {
  beginClosing,
  closingState,
  finishPayment,
  keepSubscription,
  resumeSubscription,
  retryPayment,
  setSeats,
} from './subscriptions'
export { fetchUndelivered, handleStripeWebhook, listEvents, pruneEvents, replayEvent } from './webhook'
