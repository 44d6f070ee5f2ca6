import { createHash } from 'node:crypto'
import { type Context, StripeError } from '../kernel'
import type { Stored } from '../store'

// Stripe docs (idempotent requests): the first result under a key is given again for at least 24 hours, failures
// included; the same key with other parameters is an error; what failed validation is not kept.

const dayInSeconds = 86_400

export type Kept = { status: number; body: string }

const idOf = (key: string) => `_idempotency:${key}`

/** The kept answer for a key, or null. Throws when the key was first used with other parameters. */
export function replay(ctx: Context, key: string, fingerprint: string): Kept | null {
  if (key.length > 255) throw refusal('Idempotency keys may be at most 255 characters.')
  const kept = ctx.store.get(idOf(key))
  if (!kept || kept._at + dayInSeconds <= ctx.wallClock()) return null
  if (kept._fingerprint !== fingerprint) {
    throw refusal(
      `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    )
  }
  return { status: kept._status, body: kept._body }
}

/** Keeps an answer under its key. Inside the operation's own transaction, so that both are kept or neither. */
export function keep(ctx: Context, key: string, fingerprint: string, { status, body }: Kept): void {
  const entry: Stored = { id: idOf(key), object: '_idempotency' }
  ctx.store.put({ ...entry, _fingerprint: fingerprint, _status: status, _body: body, _at: ctx.wallClock() })
}

/** Forgets the keys that are older than a day. */
export function prune(ctx: Context): void {
  const old = ctx.store.all('_idempotency').filter((entry) => entry._at + dayInSeconds <= ctx.wallClock())
  ctx.transaction(() => {
    for (const entry of old) ctx.store.remove(entry.id)
  })
}

/** What a request is, for telling two of them apart. */
export function fingerprintOf(method: string, path: string, body: string): string {
  return createHash('sha256').update(`${method} ${path}\n${body}`).digest('hex')
}

function refusal(message: string): StripeError {
  return new StripeError(400, { type: 'idempotency_error', message })
}
