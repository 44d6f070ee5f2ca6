export type { BillingAction, BillingOverview, BillingState, Card, FlowNotice, StatusTone } from './billing-overview'
export { offeredFor, stateOf } from './billing-state'
export {
  type CheckoutRequest,
  checkoutSchema,
  type FlowRequest,
  type FlowType,
  flowSchema,
  parseId,
  startPageOf,
  subscriptionSchema,
} from './form-schemas'
export { NotOfferedError, nothingToChange, refusalNotice } from './not-offered-error'
export { type PlanColumns, planColumns } from './plan-columns'
export { graceUntilOf, type Policy, type Projection, project } from './projection'
export { type BillingEmail, type StateContext, stateTable } from './state-table'
export {
  type BillingDetails,
  type CardDetails,
  type CustomerDetails,
  type DiscountDetails,
  type DisputeDetails,
  endedStatuses,
  grantingStatuses,
  type InvoiceDetails,
  type ItemDetails,
  isLive,
  type NextInvoiceDetails,
  type PaidInvoiceDetails,
  type PaymentHistory,
  periodEnd,
  type ScheduleDetails,
  type Snapshot,
  type SubscriptionDetails,
  type SubscriptionSnapshot,
  scheduledEnd,
} from './subscription'
export { type TeamSubscription, teamSubscription } from './team-subscription'
export { dateOf, dayOf, daySeconds, inDays, onDay, secondsOf } from './time'
