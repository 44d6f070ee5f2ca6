import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
import type { LinkedCustomer } from '../customers'
import { trialWithoutCard } from '../policy'
import { asRefusal, isIdempotencyError, isMissing, isServerError, stripe, stripeLocale } from '../stripe'

export type Offer = { price: string; quantity: number; trialDays: number; returnTo: string }

/**
 * Makes the Checkout session of an intent, under the intent's id as the idempotency key: the same click tried again
 * finds the same session.
 *
 * @returns the address to go to; null when the intent was closed meanwhile or its key cannot be used any more: take another
 * @throws Stripe's errors when it refuses or does not answer
 */
export async function createSession(
  viewer: Viewer,
  customer: LinkedCustomer,
  offer: Offer,
  intentId: string,
): Promise<string | null> {
  try {
    const idempotencyKey = `checkout-${intentId}`
    const session = await stripe().checkout.sessions.create(paramsOf(viewer, customer, offer), { idempotencyKey })
    if (!session.url) return closeAsFailed(intentId)
    const { count } = await db().checkoutIntent.updateMany({
      where: { id: intentId, state: 'open' },
      data: { sessionId: session.id, url: session.url, expiresAt: new Date(session.expires_at * 1000) },
    })
    if (count === 1) return session.url
    // Another tab closed the intent while Stripe was making its session: nobody may pay this one as well.
    await expireSession(session.id)
    return null
  } catch (error) {
    if (isIdempotencyError(error) && !isInUse(error)) return closeAsFailed(intentId)
    // Stripe keeps the first answer under a key, a refusal and a 500 too: trying it again would only repeat them.
    if (asRefusal(error) || isServerError(error)) await closeAsFailed(intentId)
    throw error
  }
}

function paramsOf(viewer: Viewer, customer: LinkedCustomer, { price, quantity, trialDays, returnTo }: Offer) {
  const metadata = { team_id: viewer.teamId }
  const end = { end_behavior: { missing_payment_method: trialWithoutCard } }
  const trial = trialDays > 0 ? { trial_period_days: trialDays, trial_settings: end } : {}
  return {
    mode: 'subscription' as const,
    customer: customer.stripeCustomerId,
    client_reference_id: viewer.teamId,
    line_items: [{ price, quantity }],
    subscription_data: { ...trial, metadata },
    metadata,
    allow_promotion_codes: true,
    locale: stripeLocale(viewer.locale),
    success_url: `${env().APP_URL}/account/subscription_started?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${env().APP_URL}${returnTo}`,
  }
}

/** A key that was used with other parameters, or whose answer is no use, is never used again. */
async function closeAsFailed(id: string): Promise<null> {
  await db().checkoutIntent.updateMany({ where: { id, state: 'open' }, data: { state: 'failed', url: null } })
  return null
}

const isInUse = (error: unknown) => (error as { code?: string }).code === 'idempotency_key_in_use'

/** What became of a session, and the subscription that it led to, if any. */
export type SessionEnd = { state: 'completed' | 'expired'; subscription: string | null }

/**
 * Closes a Checkout session, so that nobody pays it in another tab.
 *
 * @returns `completed` when it was paid before that; a session that is gone counts as expired
 * @throws Stripe's errors when it does not answer
 */
export async function expireSession(sessionId: string): Promise<SessionEnd> {
  try {
    await stripe().checkout.sessions.expire(sessionId)
    return { state: 'expired', subscription: null }
  } catch (error) {
    // Only an open session can be expired: see what became of this one.
    if (!asRefusal(error)) throw error
    if (isMissing(error)) return { state: 'expired', subscription: null }
    const { status, subscription } = await stripe().checkout.sessions.retrieve(sessionId)
    if (status !== 'complete') return { state: 'expired', subscription: null }
    return { state: 'completed', subscription: typeof subscription === 'string' ? subscription : null }
  }
}

/** True while a session can be paid; one that was paid or ran out has an address that leads nowhere. */
export async function canBePaid(sessionId: string | null): Promise<boolean> {
  if (!sessionId) return true
  return (await stripe().checkout.sessions.retrieve(sessionId)).status === 'open'
}
