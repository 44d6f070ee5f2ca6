import 'server-only'
import Stripe from 'stripe'
import { env } from '@/lib/env'

export type { Stripe }

let client: Stripe | undefined

/**
 * Returns the shared Stripe client. If STRIPE_API_BASE is set, it connects to the stand-in at that origin. `lib/env.ts`
 * ensures that this is a loopback address with a stand-in key.
 */
export function stripe(): Stripe {
  client ??= new Stripe(env().STRIPE_SECRET_KEY, {
    telemetry: false,
    maxNetworkRetries: 2,
    timeout: 20_000,
    ...target(),
  })
  return client
}

function target(): { host?: string; port?: number; protocol?: 'http' | 'https' } {
  const base = env().STRIPE_API_BASE
  if (!base) return {}
  const { hostname, port, protocol } = new URL(base)
  const scheme = protocol === 'http:' ? 'http' : 'https'
  return { host: hostname, port: Number(port || (scheme === 'http' ? 80 : 443)), protocol: scheme }
}

/** True if the stand-in simulates payments. */
export function isSimulated(): boolean {
  return env().STRIPE_API_BASE !== undefined
}

/** True if the API key is a live key. */
export function isLivemode(): boolean {
  return /^(sk|rk)_live_/.test(env().STRIPE_SECRET_KEY)
}

/** True if Stripe rejected the request (4xx except rate limits); false for outages and other errors. */
export function isRejection(error: unknown): error is Stripe.errors.StripeInvalidRequestError {
  return error instanceof Stripe.errors.StripeInvalidRequestError
}

/** True if the object was deleted or belongs to another account or mode. */
export function isMissing(error: unknown): boolean {
  return isRejection(error) && error.code === 'resource_missing'
}

/** For `catch`: returns null if the object does not exist, and rethrows any other error. */
export function nullWhenMissing(error: unknown): null {
  if (isMissing(error)) return null
  throw error
}

/** True for any error from Stripe's SDK, including outages. */
export function isStripeError(error: unknown): error is Stripe.errors.StripeError {
  return error instanceof Stripe.errors.StripeError
}

/** True if an idempotency key was reused with different parameters, or its first request is still in progress. */
export function isIdempotencyError(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeIdempotencyError
}

/** True for a Stripe server error. Stripe repeats it for the same idempotency key for a day. */
export function isServerError(error: unknown): boolean {
  return isStripeError(error) && (error.statusCode ?? 0) >= 500
}

/**
 * Verifies a webhook's signature and parses its event. STRIPE_WEBHOOK_SECRET can contain two secrets, separated by a
 * comma, while a secret is being rolled.
 *
 * @param raw the unmodified request body
 * @param signature the `Stripe-Signature` header
 * @param now the current time
 * @throws Stripe's signature error if no secret matches, or if the signature is older than 300 seconds
 */
export function readWebhookEvent(raw: Buffer, signature: string, now: Date): Stripe.Event {
  const [first = '', ...others] = env()
    .STRIPE_WEBHOOK_SECRET.split(',')
    .map((secret) => secret.trim())
  // If the SDK got bytes, it would decode them twice.
  const payload = raw.toString()
  let firstError: unknown
  for (const secret of [first, ...others]) {
    try {
      return stripe().webhooks.constructEvent(payload, signature, secret, undefined, undefined, now.getTime())
    } catch (error) {
      firstError ??= error
    }
  }
  throw firstError
}
