import type { Context } from '../core/context'
import type { Stored } from '../core/store'

/** Stripe docs (pause collection): collection resumes at `resumes_at`. */
export function resumeCollection(ctx: Context, subscription: Stored): void {
  const after = ctx.store.put({ ...subscription, pause_collection: null })
  ctx.emit('customer.subscription.updated', after, { pause_collection: subscription.pause_collection })
}
