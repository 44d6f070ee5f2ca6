import { invalid, StripeError } from '../engine/core/context'

// Who asks, in which version, and for which account: what the headers of a request say.

/** Takes the secret key as the SDK sends it, or as `curl -u` does. */
export function requireKey(authorization: string | undefined, secretKey: string): void {
  const given = authorization?.startsWith('Basic ')
    ? Buffer.from(authorization.slice(6), 'base64').toString().split(':')[0]
    : authorization?.replace(/^Bearer /, '')
  if (given === secretKey) return
  const message = given
    ? `Invalid API Key provided: ${given.slice(0, 8)}${'*'.repeat(8)}${given.slice(-4)}`
    : "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
  throw new StripeError(401, { type: 'invalid_request_error', message })
}

/**
 * The types, the schemas and the answers here are those of one version, so another one is refused: an answer in the
 * wrong shape would be worse. The words for what is no version are GK; those for another version are the stand-in's own.
 */
export function requireVersion(given: string | undefined, own: string): void {
  if (!given || given === own) return
  if (!/^\d{4}-\d\d-\d\d(\.[a-z]+)?$/.test(given)) throw invalid(`Invalid Stripe API version: ${given.slice(0, 100)}`)
  throw invalid(
    `The stand-in does not implement the API version ${given}: it speaks ${own}, which the pinned SDK sends. See dev/stripe/README.md.`,
  )
}

/** There is one account, without any that are connected to it (Stripe docs, Connect). The words are GK. */
export function requireOwnAccount(account: string | undefined): void {
  if (!account) return
  const message = `The provided key does not have access to account '${account.slice(0, 100)}' (or that account does not exist). Application access may have been revoked.`
  throw new StripeError(403, { type: 'invalid_request_error', code: 'account_invalid', message })
}
