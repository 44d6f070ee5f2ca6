import { createHmac } from 'node:crypto'
import { versionWarning } from '../core/api-version'
import { publicView } from '../core/context'
import type { Stored } from '../core/store'

const timeoutMs = 20_000

/** Stripe docs (webhooks, verify signatures manually): HMAC-SHA256 over the time, a dot and the exact bytes of the body. */
export function signatureOf(payload: string, secret: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${payload}`).digest('hex')}`
}

/**
 * An event as an endpoint gets it. It names the version that the endpoint was made with (Stripe docs: webhook
 * versioning), since some SDKs refuse any other; the object in it always has the shape of the stand-in's own version.
 */
export function payloadFor(event: Stored, endpoint: Stored, pending: number): string {
  const api_version = endpoint.api_version ?? event.api_version
  return JSON.stringify({ ...publicView(event), api_version, pending_webhooks: pending })
}

/**
 * Posts an event, signed now. Gives the answer's status; 0 when there is none.
 *
 * @param own the API version whose shape the event has
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
    // Nobody listens there, or nobody answered: an attempt that failed, which is recorded as status 0.
    return 0
  }
}
