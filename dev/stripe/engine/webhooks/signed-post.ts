import { createHmac } from 'node:crypto'
import { versionWarning } from '../core/api-version'
import { publicView } from '../core/context'
import type { Stored } from '../core/store'

const timeoutMs = 20_000

/** Stripe docs (webhooks, verify signatures manually): HMAC-SHA256 of the timestamp, a dot, and the raw body. */
export function signatureOf(payload: string, secret: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`
}

/**
 * The event as an endpoint receives it. It has the endpoint's API version (Stripe docs: webhook versioning), because some
 * SDKs reject any other. The object always has the shape of the stand-in's version.
 */
export function payloadFor(event: Stored, endpoint: Stored, pending: number): string {
  const api_version = endpoint.api_version ?? event.api_version
  return JSON.stringify({ ...publicView(event), api_version, pending_webhooks: pending })
}

/**
 * Signs and posts an event. Returns the response status, or 0 if there is no response.
 * @param own the API version that the event's shape follows
 */
export async function post(endpoint: Stored, payload: string, at: number, own: string): Promise<number> {
  const headers = {
    ...versionWarning(endpoint.api_version, own),
    'content-type': 'application/json; charset=utf-8',
    'stripe-signature': signatureOf(payload, endpoint._secret, at),
    'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
  }
  try {
    const options = {
      method: 'POST',
      body: payload,
      headers,
      // Stripe docs (webhooks): a redirect is a failure.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    } as const
    const answer = await fetch(endpoint.url, options)
    await answer.body?.cancel()
    return answer.status
  } catch {
    return 0
  }
}
