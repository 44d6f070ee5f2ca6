import 'server-only'

export { listEvents, pruneEvents, replayEvent } from './event-log'
export { resolveUnowned } from './event-owner'
export { subscribedTypes } from './event-types'
export { handleStripeWebhook } from './handle-webhook'
export { fetchUndelivered } from './undelivered-events'
