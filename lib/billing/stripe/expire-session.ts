import 'server-only'
import { isMissing, isRejection, stripe } from './client'
import { idOf } from './expandable'

/** How a Checkout session ended, and the subscription that it created, if any. */
export type SessionEnd = { state: 'expired' } | { state: 'completed'; subscriptionId: string | null }

/**
 * Expires a Checkout session so that it cannot be paid in another tab.
 *
 * @returns `completed` if the session was already paid; a missing session is treated as expired
 * @throws Stripe's error if the request fails
 */
export async function expireSession(sessionId: string): Promise<SessionEnd> {
  try {
    await stripe().checkout.sessions.expire(sessionId)
    return { state: 'expired' }
  } catch (error) {
    if (!isRejection(error)) throw error
    if (isMissing(error)) return { state: 'expired' }
    // Only an open session can be expired, so this one is complete or has already expired.
    const { status, subscription } = await stripe().checkout.sessions.retrieve(sessionId)
    if (status !== 'complete') return { state: 'expired' }
    return { state: 'completed', subscriptionId: idOf(subscription) }
  }
}
