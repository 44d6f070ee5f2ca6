import { type Context, missing, type Params } from '../core/context'
import type { Stored } from '../core/store'
import { createSession } from './create-session'

/** Stripe docs (abandoned carts): an expired session can be recovered for 30 days. */
const recoverySeconds = 30 * 86_400

export function withRecovery(ctx: Context, session: Stored): Stored {
  const recovery = session.after_expiration?.recovery
  if (!recovery?.enabled) return session
  const expires_at = ctx.now(session.customer) + recoverySeconds
  // Assumed URL format.
  const url = `${ctx.origin}/c/recover/${session.id}`
  return { ...session, after_expiration: { recovery: { ...recovery, expires_at, url } } }
}

function findRecoverable(ctx: Context, id: string): Stored | null {
  const session = ctx.store.get(id)
  const until = session?.object === 'checkout.session' ? session.after_expiration?.recovery?.expires_at : null
  return session && until && until > ctx.now(session.customer) ? session : null
}

/**
 * Copies an expired session into a new open one (SDK type Session.after_expiration). Assumed: discounts are copied
 * unless the session allows promotion codes, because Stripe does not accept both.
 */
export function recoverSession(ctx: Context, id: string): Stored {
  const expired = findRecoverable(ctx, id)
  if (!expired) throw missing('checkout.session', id)
  const { expires_at: _, discounts, line_items, ...params } = expired._params as Params
  const bought = (expired._line_items as Stored[]).map(({ price, quantity }) => ({ price: price.id, quantity }))
  const takesCodes = expired.after_expiration.recovery.allow_promotion_codes || params.allow_promotion_codes
  const copy = createSession(ctx, {
    ...params,
    ...(line_items ? { line_items: bought } : {}),
    ...(takesCodes ? { allow_promotion_codes: true } : discounts ? { discounts } : {}),
  })
  return ctx.store.patch(copy.id, { recovered_from: expired.id })
}
