import 'server-only'
import { log } from '@/lib/log'
import { isStripeError, stripe } from './client'

/**
 * The id of the Stripe account that the key belongs to: one call of Stripe.
 *
 * @returns null when the key may not read it, as a restricted key may not
 * @throws Stripe's errors on an outage
 */
export async function accountOfKey(): Promise<string | null> {
  try {
    return (await stripe().accounts.retrieveCurrent()).id
  } catch (error) {
    if (!isStripeError(error) || error.statusCode !== 403) throw error
    log().warn({ reason: error.message }, 'the key may not read which account it belongs to')
    return null
  }
}
