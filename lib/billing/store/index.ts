import 'server-only'

export { listAlerts, raiseAlert } from './alerts'
export { type Change, getCatalog, priceEntryKey, recordCatalogEntry } from './catalog'
export { jsonColumn } from './json-columns'
export { markDirty } from './mark-dirty'
export { readStored, type Stored, writeCustomer, writeEntitlement, writeSubscriptions } from './mirror'
export { findPortalFlow, type StoredFlow } from './portal-flow'
export {
  alertOfUnreadable,
  type CustomerRow,
  factsOf,
  loadCustomer,
  primaryOf,
  readCustomer,
  rowOf,
  type SubscriptionRow,
} from './stored-customer'
