import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
import type { LinkedCustomer } from '../customers'
import { dateOf } from '../model'
import { trialWithoutCard } from '../policy'
import {
  asRefusal,
  expireSession,
  isIdempotencyError,
  isServerError,
  type Stripe,
  stripe,
  stripeLocale,
} from '../stripe'

export type Offer = { price: string; quantity: number; trialDays: number; returnTo: string }

/** A session that can be paid, or the intent can make none any more and another one has to be taken. */
export type SessionMade = { kind: 'ready'; url: string } | { kind: 'intent_used_up' }

/**
 * Makes the Checkout session of an intent, under the intent's id as the idempotency key: the same click tried again
 * finds the same session.
 *
 * @throws Stripe's errors when it refuses or does not answer
 */
export async function createSession(
  viewer: Viewer,
  customer: LinkedCustomer,
  offer: Offer,
  intentId: string,
): Promise<SessionMade> {
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
    // The intent was closed while Stripe was making its session, so nobody may pay this one.
    await expireSession(session.id)
    return { kind: 'intent_used_up' }
  } catch (error) {
    if (isIdempotencyError(error) && !isInUse(error)) return closeAsFailed(intentId)
    // Stripe keeps the first answer under a key, a refusal and a 500 too: trying it again would only repeat them.
    if (asRefusal(error) || isServerError(error)) await closeAsFailed(intentId)
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
    // The subscription names its Checkout, so that a sync can tell it from one that was made another way.
    subscription_data: { ...trial, metadata: { ...metadata, checkout_intent: intentId } },
    metadata,
    allow_promotion_codes: true,
    locale: stripeLocale(viewer.locale),
    success_url: `${env().APP_URL}/account/subscription_started?session_id={CHECKOUT_SESSION_ID}`,
    cancel_url: `${env().APP_URL}${returnTo}`,
  }
}

/** A key whose answer is of no use, or that was used with other parameters, is never used again. */
async function closeAsFailed(id: string): Promise<SessionMade> {
  await db().checkoutIntent.updateMany({ where: { id, state: 'open' }, data: { state: 'failed', url: null } })
  return { kind: 'intent_used_up' }
}

const isInUse = (error: unknown) => (error as { code?: string }).code === 'idempotency_key_in_use'

/** Whether a session can still be paid (`open`), was paid (`complete`) or ran out (`expired`). */
export async function statusOf(sessionId: string): Promise<Stripe.Checkout.Session.Status | null> {
  return (await stripe().checkout.sessions.retrieve(sessionId)).status
}
