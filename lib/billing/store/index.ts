import 'server-only'

export { type Alert, listAlerts, raiseAlert } from './alerts'
export { type FlowState, jsonColumn } from './json-columns'
export { markDirty, markDirtyLater } from './mark-dirty'
export { findPortalFlow, type StoredFlow } from './portal-flow'
export {
  type CustomerRow,
  detailsOf,
  loadCustomer,
  primaryOf,
  readCustomer,
  rowOf,
  unreadableAlert,
} from './stored-customer'
export { readStored, type Stored, writeCustomer, writeEntitlement, writeSubscriptions } from './write-snapshot'
