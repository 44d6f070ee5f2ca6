import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { isReturnWithinLimit } from '../access'
import { parseId } from '../model'
import { markDirty, readCustomer } from '../store'
import { syncLater, syncNow } from '../sync'
import { statusOf } from './checkout-session'

/**
 * Handles the return from Checkout: syncs with Stripe and returns the page that shows the result. It only finds
 * sessions that belong to the viewer's team, because anyone can type the URL.
 *
 * @param sessionId the `session_id` parameter of the return URL
 * @param now the current time
 * @returns the path of the page
 */
export async function finishCheckout(viewer: Viewer, sessionId: string | null, now: Date): Promise<string> {
  const id = parseId(sessionId)
  const intent = id ? await db().checkoutIntent.findFirst({ where: { sessionId: id, teamId: viewer.teamId } }) : null
  const customer = intent && (await readCustomer(viewer.teamId))
  if (!intent || !customer) return '/account/billing?flow=none'
  // A closed intent may have been paid just before it was closed.
  if (intent.state !== 'completed') {
    if (await isReturnWithinLimit(viewer)) await confirmCheckout(customer.id, intent.id, now)
    else await syncLater(customer.id, now)
  }
  return `/account/billing?flow=checkout-${intent.id}`
}

/**
 * Stripe may list the subscription shortly after the session completes, so this requests another sync until it appears.
 */
async function confirmCheckout(customerId: string, intentId: string, now: Date): Promise<void> {
  if (!(await syncNow(customerId, now))) return
  const { state, sessionId } = await db().checkoutIntent.findUniqueOrThrow({ where: { id: intentId } })
  if (state !== 'completed' && sessionId && (await statusOf(sessionId)) === 'complete') await markDirty(customerId)
}
