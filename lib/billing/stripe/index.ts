import 'server-only'

export { accountOfKey } from './account'
export { cancelNow } from './cancel-now'
export {
  asRejection,
  isIdempotencyError,
  isLivemode,
  isMissing,
  isServerError,
  isSimulated,
  isStripeError,
  nullWhenMissing,
  readWebhookEvent,
  type Stripe,
  stripe,
} from './client'
export { expandable, idOf } from './expandable'
export { expireSession } from './expire-session'
export { explainStripeError } from './explain-error'
export { stripeLocale } from './locale'
export { parseCharge, parseCustomer, parseDispute, parseSubscription } from './parse-objects'
