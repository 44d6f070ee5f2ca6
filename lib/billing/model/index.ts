export type { BillingEmail } from './billing-email'
export type { BillingAction, BillingOverview, BillingState, Card, FlowNotice, StatusTone } from './billing-overview'
export { offeredFor, stateOf } from './billing-state'
export type { Catalog } from './catalog'
export type { FlowState } from './flow-baseline'
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
export { planProblems } from './plan-problems'
export { type GrantedPlan, grantedPlan, recordOf } from './plan-record'
export { type PlanColumns, planColumns } from './primary-item'
export { graceUntilOf, type Policy, type Projection, policyOver, project } from './projection'
export { NotOfferedError, nothingToChange, refusalNotice } from './refusal'
export { seatsOf } from './seats'
export type { Snapshot, SubscriptionSnapshot } from './snapshot'
export { type StateContext, stateTable } from './state-table'
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
  type SubscriptionDetails,
  scheduledEnd,
} from './subscription'
export { type TeamSubscription, teamSubscription } from './subscription-terms'
export { dateOf, dayOf, daySeconds, inDays, onDay, secondsOf } from './time'
