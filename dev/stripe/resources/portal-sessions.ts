import type { Context } from '../kernel'
import type { Stored } from '../store'

/** The portal session that a link was made for, or undefined for a link that nobody was given. */
export function findPortalSession(ctx: Context, token: string): Stored | undefined {
  return ctx.store.all('billing_portal.session').find((session) => session._token === token)
}
