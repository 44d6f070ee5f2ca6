import 'server-only'

export { drainSoon, isDrainComing } from './drain-soon'
export { alertOverdue, oldestDirtySince } from './overdue-work'
export { lastNightlyRun, reconcile, syncRatePerSecond } from './reconcile'
export { drainBilling } from './worker'
