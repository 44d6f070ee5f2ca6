import 'server-only'
import { log } from '@/lib/log'
import { isStripeError, stripe } from './client'

/**
 * Returns the id of the API key's Stripe account, with one Stripe call.
 *
 * @returns null if the key lacks permission, for example because it is restricted
 * @throws Stripe's error during an outage
 */
export async function accountOfKey(): Promise<string | null> {
  try {
    return (await stripe().accounts.retrieveCurrent()).id
  } catch (error) {
    if (!isStripeError(error) || error.statusCode !== 403) throw error
    log().warn({ reason: error.message }, 'the API key cannot read its account')
    return null
  }
}
