import 'server-only'

export { accountOfKey } from './account-of-key'
export { cancelNow } from './cancel-subscription'
export {
  isIdempotencyError,
  isLivemode,
  isMissing,
  isRejection,
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
