import 'server-only'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { NotOfferedError } from '../model'
import { isRejection, isStripeError } from './client'

type Rejection = {
  pattern: RegExp
  /** What the customer sees. */
  message: string
  /** The setting to fix, or null if the stored state was outdated. */
  setting: string | null
}

// Stripe returns no code or parameter for these errors, so they are matched by message, as reported in public issue
// trackers. The two marked "Assumed" follow the pattern of a reported one.
const rejections: Rejection[] = [
  {
    pattern: /No configuration provided|default configuration has not been created/i,
    message: 'The billing portal isn’t set up yet. We’ve been notified. Try again later.',
    setting: 'no portal configuration: run `npm run billing -- apply`',
  },
  {
    pattern: /subscription update feature .* is disabled/i,
    message: 'Plan changes aren’t available right now. Contact us to change your plan.',
    setting: 'features.subscription_update.enabled is false in the portal configuration',
  },
  {
    // Assumed.
    pattern: /subscription cancel(lation)? feature .* is disabled/i,
    message: 'Cancellation isn’t available right now. Contact us to cancel your subscription.',
    setting: 'features.subscription_cancel.enabled is false in the portal configuration',
  },
  {
    // Assumed.
    pattern: /subscription pause feature .* is disabled/i,
    message: 'Pausing isn’t available right now. Contact us to pause your subscription.',
    setting: 'features.subscription_pause.enabled is false in the portal configuration',
  },
  {
    pattern: /does not include the price in its `?features\[subscription_update\]\[products\]/i,
    message: 'That plan isn’t available right now. Contact us to change your plan.',
    setting: 'features.subscription_update.products in the portal configuration does not list the price',
  },
  {
    pattern: /already set to be cancell?ed/i,
    message: 'Your subscription is already set to cancel. No changes were made.',
    setting: null,
  },
  {
    pattern: /subscription schedule/i,
    message: 'Your plan already has a scheduled change. No changes were made.',
    setting: null,
  },
]

const noChanges = /no changes to confirm/i

/**
 * Converts a Stripe error to an error with a message for the customer, and logs the setting that caused it. Returns
 * other errors unchanged.
 *
 * @returns the error to throw
 */
export function explainStripeError(error: unknown): unknown {
  if (!isStripeError(error)) return error
  const { message } = error
  const fields = { requestId: error.requestId, status: error.statusCode, message }
  if (isRejection(error) && noChanges.test(message)) return new NotOfferedError('same_plan', 'active', { cause: error })
  const known = isRejection(error) && rejections.find(({ pattern }) => pattern.test(message))
  if (!known) {
    log().error(fields, 'Stripe request failed')
    const text = 'Something went wrong with Stripe. No changes were made. Try again in a moment.'
    return new AppError('unavailable', text, { cause: error })
  }
  if (known.setting) log().error({ ...fields, setting: known.setting }, 'Stripe did not open the portal')
  else log().warn(fields, 'Stripe did not open the portal because the stored state was outdated')
  return new AppError('conflict', known.message, { cause: error })
}
