import 'server-only'
import { isLive } from '../model'
import { asRefusal, isMissing, stripe } from './client'

/**
 * Cancels a subscription at once, without a refund or a last invoice. One that is gone or over already is a success.
 *
 * @throws Stripe's errors when it does not answer
 */
export async function cancelNow(subscriptionId: string): Promise<void> {
  try {
    await stripe().subscriptions.cancel(subscriptionId, { invoice_now: false, prorate: false })
  } catch (error) {
    if (!asRefusal(error)) throw error
    if (!isMissing(error) && isLive(await stripe().subscriptions.retrieve(subscriptionId))) throw error
  }
}
