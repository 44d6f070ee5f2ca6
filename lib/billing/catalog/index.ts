import 'server-only'

export { applyCatalog } from './apply-catalog'
export { type Catalog, getCatalog, policyFrom } from './catalog'
export type { Change } from './catalog-entries'
export type { GrantedPlan } from './granted-plan'
export { findLostPlans } from './lost-plans'
export { seatsOf } from './seat-range'
