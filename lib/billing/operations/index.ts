import 'server-only'

export { applyCatalog } from './apply-catalog'
export { lastNightlyRun, reconcile, syncRatePerSecond } from './reconcile'
export { alertOverdue, oldestDirtySince } from './sync-lag'
export { drainBilling } from './worker'
export { drainSoon, isDrainComing } from './worker-head-start'
