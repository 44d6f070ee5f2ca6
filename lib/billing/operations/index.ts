import 'server-only'

export { applyCatalog } from './apply-catalog'
export { lastNightlyRun, politeRate, reconcile } from './reconcile'
export { alertStale, oldestDirtySince } from './sync-lag'
export { drainBilling } from './worker'
export { drainSoon, isDrainComing } from './worker-head-start'
