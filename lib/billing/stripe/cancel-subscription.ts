import 'server-only'
import { isLive } from '../model'
import { isMissing, isRejection, type Stripe, stripe } from './client'

/**
 * Cancels a subscription immediately, without a refund or a final invoice. Succeeds if it is missing or already
 * canceled.
 *
 * @returns the canceled subscription, or null if it no longer exists
 * @throws Stripe's error if the request fails
 */
export async function cancelNow(subscriptionId: string): Promise<Stripe.Subscription | null> {
  try {
    return await stripe().subscriptions.cancel(subscriptionId, { invoice_now: false, prorate: false })
  } catch (error) {
    if (isMissing(error)) return null
    if (!isRejection(error)) throw error
    const subscription = await stripe().subscriptions.retrieve(subscriptionId)
    if (isLive(subscription)) throw error
    return subscription
  }
}
