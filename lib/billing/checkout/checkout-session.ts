import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
import type { LinkedCustomer } from '../customers'
import { dateOf } from '../model'
import { trialWithoutCard } from '../policy'
import {
  expireSession,
  isIdempotencyError,
  isRejection,
  isServerError,
  type Stripe,
  stripe,
  stripeLocale,
} from '../stripe'

export type Offer = { price: string; quantity: number; trialDays: number; returnTo: string }

/** A session that can be paid, or `intent_used_up` if a new intent is needed. */
export type SessionResult = { kind: 'ready'; url: string } | { kind: 'intent_used_up' }

/**
 * Creates the Checkout session for an intent. The intent's id is the idempotency key, so a retry returns the same
 * session.
 *
 * @throws Stripe's error if the request fails
 */
export async function createSession(
  viewer: Viewer,
  customer: LinkedCustomer,
  offer: Offer,
  intentId: string,
): Promise<SessionResult> {
  try {
    const idempotencyKey = `checkout-${intentId}`
    const session = await stripe().checkout.sessions.create(paramsOf(viewer, customer, offer, intentId), {
      idempotencyKey,
    })
    if (!session.url) return closeAsFailed(intentId)
    const { count } = await db().checkoutIntent.updateMany({
      where: { id: intentId, state: 'open' },
      data: { sessionId: session.id, url: session.url, expiresAt: dateOf(session.expires_at) },
    })
    if (count === 1) return { kind: 'ready', url: session.url }
    // The intent was closed while Stripe created the session, so the session must not be paid.
    await expireSession(session.id)
    return { kind: 'intent_used_up' }
  } catch (error) {
    if (isIdempotencyError(error) && !isInUse(error)) return closeAsFailed(intentId)
    // Stripe repeats the first response for a key, including errors, so a retry needs a new key.
    if (isRejection(error) || isServerError(error)) await closeAsFailed(intentId)
    throw error
  }
}

function paramsOf(
  viewer: Viewer,
  customer: LinkedCustomer,
  { price, quantity, trialDays, returnTo }: Offer,
  intentId: string,
) {
  const metadata = { team_id: viewer.teamId }
  const end = { end_behavior: { missing_payment_method: trialWithoutCard } }
  const trial = trialDays > 0 ? { trial_period_days: trialDays, trial_settings: end } : {}
  return {
    mode: 'subscription' as const,
    customer: customer.stripeCustomerId,
    client_reference_id: viewer.teamId,
    line_items: [{ price, quantity }],
    // A sync uses this to recognize subscriptions that were created by Checkout.
    subscription_data: { ...trial, metadata: { ...metadata, checkout_intent: intentId } },
    metadata,
    allow_promotion_codes: true,
    locale: stripeLocale(viewer.locale),
    success_url: `${env().APP_URL}/account/subscription_started?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${env().APP_URL}${returnTo}`,
  }
}

/** Closes the intent so that its idempotency key is not used again. */
async function closeAsFailed(id: string): Promise<SessionResult> {
  await db().checkoutIntent.updateMany({ where: { id, state: 'open' }, data: { state: 'failed', url: null } })
  return { kind: 'intent_used_up' }
}

const isInUse = (error: unknown) => (error as { code?: string }).code === 'idempotency_key_in_use'

/** Returns whether a session can be paid (`open`), was paid (`complete`), or has expired (`expired`). */
export async function statusOf(sessionId: string): Promise<Stripe.Checkout.Session.Status | null> {
  return (await stripe().checkout.sessions.retrieve(sessionId)).status
}
