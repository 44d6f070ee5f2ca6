import 'server-only'
import { isLive } from '../model'
import { asRefusal, isMissing, type Stripe, stripe } from './client'

/**
 * Cancels a subscription at once, without a refund or a final invoice. One that is gone or already over is a success.
 *
 * @returns the subscription as it ended; null when Stripe no longer has it
 * @throws Stripe's errors when it does not answer
 */
export async function cancelNow(subscriptionId: string): Promise<Stripe.Subscription | null> {
  try {
    return await stripe().subscriptions.cancel(subscriptionId, { invoice_now: false, prorate: false })
  } catch (error) {
    if (isMissing(error)) return null
    if (!asRefusal(error)) throw error
    const subscription = await stripe().subscriptions.retrieve(subscriptionId)
    if (isLive(subscription)) throw error
    return subscription
  }
}
