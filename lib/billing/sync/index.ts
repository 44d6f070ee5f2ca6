import 'server-only'

export { countRetained, listCancellations } from './cancellations'
export { within } from './deadline'
export { drainCustomer } from './drain-customer'
export { fetchSnapshot } from './read-snapshot'
export { readStripe } from './read-stripe'
export { runBillingTasks } from './run-follow-ups'
export { markDirty, markGraceEnded, syncCustomer } from './sync-customer'
