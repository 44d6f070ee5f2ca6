import type { Context } from '../../engine/core/context'
import type { Stored } from '../../engine/core/store'
import { afterCompletion, markCompleted } from './complete-flow'
import type { FlowType, Visit } from './visit'

// The pending action is stored on the session during authentication. Only a POST from the bank's page resumes it, so
// opening a URL does not.

type Waiting = { intent: string; kind: 'update' | 'payment'; inFlow: boolean }

/**
 * Stores the action to run once an intent is authenticated.
 *
 * @param again the URL for another attempt after a failure
 * @returns the URL of the bank's page
 */
export function waitForAuthentication(visit: Visit, intent: string, kind: Waiting['kind'], again: string): string {
  const waiting: Waiting = { intent, kind, inFlow: visit.flow !== null }
  visit.ctx.transaction(() => visit.ctx.store.patch(visit.session.id, { _waiting: waiting }))
  return `/3ds/${intent}?return=${encodeURIComponent(again)}`
}

/**
 * Resumes the visit that was waiting for the intent's authentication.
 *
 * @returns the redirect URL, or null if no portal visit is waiting or authentication failed
 */
export function goOnAfter(ctx: Context, intentId: string): string | null {
  const session = ctx.store.all('billing_portal.session').find((one) => one._waiting?.intent === intentId)
  const intent = ctx.store.get(intentId)
  if (!session || intent?.status !== 'succeeded') return null
  const waiting = session._waiting as Waiting
  ctx.transaction(() => ctx.store.patch(session.id, { _waiting: null }))
  if (waiting.kind === 'payment') makeDefault(ctx, session.customer, intent.payment_method)
  const visit = resumed(ctx, session, waiting.inFlow)
  markCompleted(visit, waiting.kind)
  return afterCompletion(visit, waiting.kind)
}

/** Stripe docs (portal deep links): the new card becomes the customer's default for invoices. */
export function makeDefault(ctx: Context, customer: string, method: string): void {
  const path = `/v1/customers/${customer}`
  ctx.call('POST', path, { invoice_settings: { default_payment_method: method } })
}

function resumed(
  ctx: Context,
  session: Stored,
  inFlow: boolean,
): Pick<Visit, 'ctx' | 'session' | 'flow' | 'home' | 'base'> {
  const home = `/p/session/${encodeURIComponent(session._token)}`
  const flow = inFlow ? (session.flow.type as FlowType) : null
  return { ctx, session, flow, home, base: inFlow ? `${home}/flow` : home }
}
