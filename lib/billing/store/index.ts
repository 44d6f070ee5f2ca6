import 'server-only'

export { type Alert, listAlerts, raiseAlert } from './alerts'
export { type Change, getCatalog, priceEntryKey, recordCatalogEntry } from './catalog'
export { jsonColumn } from './json-columns'
export { countLiveProducts } from './live-products'
export { markDirty, markDirtyLater } from './mark-dirty'
export { readStored, type Stored, writeCustomer, writeEntitlement, writeSubscriptions } from './mirror'
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
