import 'server-only'

export { type Alert, listAlerts, raiseAlert } from './alerts'
export { type Change, getCatalog, priceEntryKey, recordCatalogEntry } from './catalog'
export { countLiveProducts } from './live-products'
export { readStored, type Stored, writeCustomer, writeEntitlement, writeSubscriptions } from './mirror'
export {
  type CustomerRow,
  factsOf,
  jsonColumn,
  loadCustomer,
  primaryOf,
  readCustomer,
  rowOf,
  storedCard,
  storedDetails,
  storedDisputes,
  storedNextInvoice,
} from './stored-customer'
