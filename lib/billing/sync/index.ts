import 'server-only'

export { drainCustomer } from './drain-customer'
export { fetchSnapshot } from './fetch-snapshot'
export { performAction } from './perform-action'
export { markGraceEnded, syncCustomer } from './sync-customer'
export { syncLater, syncNow } from './sync-now'
