import 'server-only'

export { listEvents, pruneLedger, replayEvent } from './event-log'
export { resolveUnowned } from './event-owner'
export { subscribedTypes } from './event-types'
export { handleStripeWebhook } from './handle-webhook'
export { takeUndelivered } from './undelivered-events'
