import { StripeError } from '../engine/core/context'

// Validates the request headers: key, API version, and account.

/**
 * Accepts any secret or restricted test key, as the SDK or `curl -u` sends it. There is only one account, so all keys
 * share its objects and idempotency keys.
 * @param secretKey the stand-in's own key, in any format
 * @throws StripeError 401 for a missing, live, or invalid key
 */
export function requireKey(authorization: string | undefined, secretKey: string): void {
  const given = authorization?.startsWith('Basic ')
    ? Buffer.from(authorization.slice(6), 'base64').toString().split(':')[0]
    : authorization?.replace(/^Bearer /, '')
  if (given === secretKey || /^(sk|rk)_test_./.test(given ?? '')) return
  const message = given
    ? `Invalid API Key provided: ${masked(given)}${isLive(given) ? '. The stand-in accepts only test keys.' : ''}`
    : "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
  throw new StripeError(401, { type: 'invalid_request_error', message })
}

function isLive(key: string): boolean {
  return /^(sk|rk)_live_/.test(key)
}

/** Observed: Stripe shows short keys in full, and only the ends of longer ones. */
function masked(key: string): string {
  if (key.length <= 12) return key
  return `${key.slice(0, 8)}${'*'.repeat(Math.min(key.length, 100) - 12)}${key.slice(-4)}`
}

/** There are no connected accounts (Stripe docs: Connect). The message is general knowledge. */
export function requireOwnAccount(account: string | undefined): void {
  if (!account) return
  const message = `The provided key does not have access to account '${account.slice(0, 100)}' (or that account does not exist). Application access may have been revoked.`
  throw new StripeError(403, { type: 'invalid_request_error', code: 'account_invalid', message })
}
