import 'server-only'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { asRefusal, isStripeError } from './client'

type Refusal = {
  pattern: RegExp
  say: string
  /** What the founder has to set right; null where only our stored state was behind Stripe's, which mends itself. */
  setting: string | null
}

/** What somebody is told who asks for what the team has already. */
export const nothingToChange = 'That is the plan you already have, so there is nothing to change.'

// Stripe gives these refusals without a code or a parameter, so they are told apart by their words, as seen from Stripe
// (reports in public issue trackers; the two marked "assumed" are siblings of a seen one).
const refusals: Refusal[] = [
  {
    pattern: /No configuration provided|default configuration has not been created/i,
    say: 'The billing portal is not set up yet. We have been told; please try again later.',
    setting: 'no portal configuration: run `npm run billing -- apply`',
  },
  {
    pattern: /subscription update feature .* is disabled/i,
    say: 'Plans cannot be changed in the portal at the moment. Please contact us and we will change yours.',
    setting: 'features.subscription_update.enabled of the portal configuration is false',
  },
  {
    // Assumed: the sibling of the update feature's message.
    pattern: /subscription cancel(lation)? feature .* is disabled/i,
    say: 'Subscriptions cannot be cancelled in the portal at the moment. Please contact us and we will cancel yours.',
    setting: 'features.subscription_cancel.enabled of the portal configuration is false',
  },
  {
    // Assumed: the sibling of the update feature's message.
    pattern: /subscription pause feature .* is disabled/i,
    say: 'Subscriptions cannot be paused in the portal at the moment. Please contact us and we will pause yours.',
    setting: 'features.subscription_pause.enabled of the portal configuration is false',
  },
  {
    pattern: /does not include the price in its `?features\[subscription_update\]\[products\]/i,
    say: 'That plan cannot be chosen in the portal at the moment. Please contact us and we will change yours.',
    setting: 'features.subscription_update.products of the portal configuration does not list the price',
  },
  {
    pattern: /no changes to confirm/i,
    say: nothingToChange,
    setting: null,
  },
  {
    pattern: /already set to be cancell?ed/i,
    say: 'Your subscription is already set to end. Use “Keep subscription” to undo that.',
    setting: null,
  },
  {
    pattern: /managed by the subscription schedule|subscription schedule/i,
    say: 'A change of your plan is already scheduled. Open the billing portal to cancel it first.',
    setting: null,
  },
]

/**
 * Turns Stripe's answer to a portal or Checkout call into a sentence for the person, and a log line that tells the
 * founder which setting is at fault. An error that is not Stripe's is given back as it is.
 *
 * @param error what the Stripe call threw
 * @returns the error to throw
 */
export function explainRefusal(error: unknown): unknown {
  if (!isStripeError(error)) return error
  const known = asRefusal(error) && refusals.find((refusal) => refusal.pattern.test(error.message))
  const fields = { requestId: error.requestId, status: error.statusCode, message: error.message }
  if (known) {
    if (known.setting) log().error({ ...fields, setting: known.setting }, 'Stripe refused to open the portal')
    else log().warn(fields, 'Stripe refused to open the portal: the stored state was behind')
    return new AppError('conflict', known.say, { cause: error })
  }
  log().error(fields, 'a Stripe call failed')
  return new AppError(
    'unavailable',
    'Stripe did not answer as expected. Nothing was changed; please try again in a moment.',
    {
      cause: error,
    },
  )
}
