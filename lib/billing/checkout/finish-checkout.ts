import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { parseId } from '../model'
import { readCustomer } from '../store'
import { markDirty, readStripe } from '../sync'
import { statusOf } from './checkout-session'

/**
 * Ends a visit to Checkout: reads Stripe again, and answers with the page that shows the result. The address proves
 * nothing: a session is found through the viewer's own team, or not at all.
 *
 * @param sessionId the `session_id` parameter of the return address
 * @param now the present moment
 * @returns the path of the page
 */
export async function finishCheckout(viewer: Viewer, sessionId: string | null, now: Date): Promise<string> {
  const id = parseId(sessionId)
  const intent = id ? await db().checkoutIntent.findFirst({ where: { sessionId: id, teamId: viewer.teamId } }) : null
  const customer = intent && (await readCustomer(viewer.teamId))
  if (!intent || !customer) return '/account/billing?flow=none'
  // One that was closed may have been paid just before that.
  if (intent.state !== 'completed') await confirmCheckout(customer.id, intent.id, now)
  return `/account/billing?flow=checkout-${intent.id}`
}

/** Stripe may list a subscription a moment after its session is complete: then it is read again until it is there. */
async function confirmCheckout(customerId: string, intentId: string, now: Date): Promise<void> {
  if (!(await readStripe(customerId, now))) return
  const { state, sessionId } = await db().checkoutIntent.findUniqueOrThrow({ where: { id: intentId } })
  if (state !== 'completed' && sessionId && (await statusOf(sessionId)) === 'complete') await markDirty(customerId)
}
