import 'server-only'
import Stripe from 'stripe'
import { env } from '@/lib/env'

export type { Stripe }

let client: Stripe | undefined

/**
 * The Stripe client: the only place that makes one. With STRIPE_API_BASE (the stand-in) the very same SDK talks to that
 * origin. `lib/env.ts` has made sure that this can only be a loopback address with a stand-in key.
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

/** True when payments are simulated by the stand-in. */
export function isSimulated(): boolean {
  return env().STRIPE_API_BASE !== undefined
}

/** True when the configured key moves real money. */
export function isLivemode(): boolean {
  return /^(sk|rk)_live_/.test(env().STRIPE_SECRET_KEY)
}

/** Stripe's refusal of a request (4xx other than a rate limit), as opposed to an outage. */
export function asRefusal(error: unknown): Stripe.errors.StripeInvalidRequestError | null {
  return error instanceof Stripe.errors.StripeInvalidRequestError ? error : null
}

/** True when Stripe says that the object does not exist (it was deleted, or belongs to another account or mode). */
export function isMissing(error: unknown): boolean {
  return asRefusal(error)?.code === 'resource_missing'
}

/** For `catch`: null when Stripe says that the object does not exist; any other error is thrown again. */
export function nullWhenMissing(error: unknown): null {
  if (isMissing(error)) return null
  throw error
}

/** True for an error of Stripe's SDK of any kind, outages included. */
export function isStripeError(error: unknown): error is Stripe.errors.StripeError {
  return error instanceof Stripe.errors.StripeError
}

/** True when an idempotency key was used again with other parameters, or its first use is still running. */
export function isIdempotencyError(error: unknown): boolean {
  return error instanceof Stripe.errors.StripeIdempotencyError
}

/** True when Stripe answered that it failed. It keeps that answer under the request's idempotency key for a day. */
export function isServerError(error: unknown): boolean {
  return isStripeError(error) && (error.statusCode ?? 0) >= 500
}

/**
 * Checks a webhook's signature and reads its event. While a secret is rolled, STRIPE_WEBHOOK_SECRET holds the old and the
 * new one, separated by a comma, and either counts.
 *
 * @param raw the request's body, exactly as it came
 * @param signature the `Stripe-Signature` header
 * @param now the present moment
 * @throws Stripe's signature error when none matches, or the signature is older than 300 seconds
 */
export function readWebhookEvent(raw: Buffer, signature: string, now: Date): Stripe.Event {
  const [first = '', ...others] = env()
    .STRIPE_WEBHOOK_SECRET.split(',')
    .map((secret) => secret.trim())
  // The SDK decodes bytes once for the signature and once more for the event.
  const payload = raw.toString()
  let refusal: unknown
  for (const secret of [first, ...others]) {
    try {
      return stripe().webhooks.constructEvent(payload, signature, secret, undefined, undefined, now.getTime())
    } catch (error) {
      refusal ??= error
    }
  }
  throw refusal
}
