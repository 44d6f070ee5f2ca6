import { createHash } from 'node:crypto'
import { type Context, StripeError } from '../engine/core/context'
import type { Stored } from '../engine/core/store'

// Stripe docs (idempotent requests): a repeated key gets the first result, even a failure, for at least 24 hours. The
// same key with different parameters is an error. Validation errors are not stored.

const dayInSeconds = 86_400

export type StoredResponse = { status: number; body: string; requestId: string }

/** Observed: the response has the request's key and the ID of the original request. */
export function idempotencyHeaders(key: string | undefined, requestId: string): Record<string, string> {
  return key ? { 'Idempotency-Key': key, 'Original-Request': requestId } : {}
}

const idOf = (key: string) => `_idempotency:${key}`

/**
 * Returns a key's stored response, or null.
 * @throws StripeError if the key was first used with different parameters
 */
export function replay(ctx: Context, key: string, fingerprint: string): StoredResponse | null {
  requireKeyLength(key)
  const kept = ctx.store.get(idOf(key))
  if (!kept || kept._at + dayInSeconds <= ctx.wallClock()) return null
  if (kept._fingerprint !== fingerprint) {
    throw idempotencyError(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    )
  }
  return { status: kept._status, body: kept._body, requestId: kept._request }
}

/** Stripe docs (idempotent requests): "up to 255 characters". Assumed message. */
function requireKeyLength(key: string): void {
  if (key.length <= 255) return
  throw idempotencyError(`Idempotency keys must be at most 255 characters long; this one has ${key.length}.`)
}

/** Keys for requests in progress. Operations are synchronous, so this only matters when a fault delays one. */
export class KeysInUse {
  private keys = new Set<string>()

  /**
   * Locks a key for a request and returns a function that releases it.
   * @throws StripeError 409 while another request has the key
   */
  take(key: string): () => void {
    if (this.keys.has(key)) {
      const message = `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key.slice(0, 255)}. Please try again later.`
      throw new StripeError(409, { type: 'idempotency_error', code: 'idempotency_key_in_use', message })
    }
    this.keys.add(key)
    return () => this.keys.delete(key)
  }
}

/** Stores a response in the operation's transaction, so that both are committed together. */
export function keep(
  ctx: Context,
  key: string,
  fingerprint: string,
  { status, body, requestId }: StoredResponse,
): void {
  const entry: Stored = { id: idOf(key), object: '_idempotency' }
  const answer = { _status: status, _body: body, _request: requestId }
  ctx.store.put({ ...entry, ...answer, _fingerprint: fingerprint, _at: ctx.wallClock() })
}

export function prune(ctx: Context): void {
  const old = ctx.store.all('_idempotency').filter((entry) => entry._at + dayInSeconds <= ctx.wallClock())
  ctx.transaction(() => {
    for (const entry of old) ctx.store.remove(entry.id)
  })
}

export function fingerprintOf(method: string, path: string, body: string): string {
  return createHash('sha256').update(`${method} ${path}\n${body}`).digest('hex')
}

function idempotencyError(message: string): StripeError {
  return new StripeError(400, { type: 'idempotency_error', message })
}
