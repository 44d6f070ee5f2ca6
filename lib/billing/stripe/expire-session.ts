import 'server-only'
import { asRefusal, isMissing, stripe } from './client'
import { idOf } from './expandable'

/** How a Checkout session ended, and the subscription it made if it was paid. */
export type SessionEnd = { state: 'expired' } | { state: 'completed'; subscriptionId: string | null }

/**
 * Closes a Checkout session, so that nobody can pay it in another tab.
 *
 * @returns `completed` when it was paid before that; a session that is gone counts as expired
 * @throws Stripe's errors when it does not answer
 */
export async function expireSession(sessionId: string): Promise<SessionEnd> {
  try {
    await stripe().checkout.sessions.expire(sessionId)
    return { state: 'expired' }
  } catch (error) {
    if (!asRefusal(error)) throw error
    if (isMissing(error)) return { state: 'expired' }
    // Only an open session can be expired, so this one was paid or ran out.
    const { status, subscription } = await stripe().checkout.sessions.retrieve(sessionId)
    if (status !== 'complete') return { state: 'expired' }
    return { state: 'completed', subscriptionId: idOf(subscription) }
  }
}
