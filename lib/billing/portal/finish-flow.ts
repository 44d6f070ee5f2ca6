import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { canManageBilling, isReturnWithinLimit } from '../access'
import { parseId } from '../model'
import { type CustomerRow, findPortalFlow, readCustomer, type StoredFlow } from '../store'
import { syncLater, syncNow } from '../sync'
import { flowStateOf, outcomeOf } from './flow-outcome'
import { returnPaths } from './return-paths'

/**
 * Handles the return from the portal: syncs with Stripe, compares the state with the one when the flow started, and
 * records the outcome. It is safe to repeat (reload, Back, a second tab) and does nothing for an unknown id or another
 * team's id.
 *
 * @param path the return route, for example `/account/subscription_canceled`
 * @param flowId the `flow` parameter of the return URL
 * @param now the current time
 * @returns the path of the page that shows the result
 */
export async function finishPortalFlow(
  viewer: Viewer,
  path: string,
  flowId: string | null,
  now: Date,
): Promise<string> {
  const id = parseId(flowId)
  const flow = id && canManageBilling(viewer) ? await findPortalFlow(viewer.teamId, id) : null
  const isExpected = flow && (returnPaths[flow.type] === path || path === returnPaths.portal_home)
  // Anyone can open this URL. If the flow is not one of the team's, the page says that nothing changed.
  if (!flow || !isExpected) return '/account/billing?flow=none'
  const page = `/account/billing?flow=${flow.id}`
  if (flow.outcome === 'completed') return page
  const customer = await readCustomer(viewer.teamId)
  if (!customer) return page
  const isRead = await readAfterReturn(viewer, customer.id, now)
  const after = isRead ? await readCustomer(viewer.teamId) : null
  const result = resultOf(flow, after)
  // The row is gone if the account was closed in the meantime.
  await db().portalFlow.updateMany({
    where: { id: flow.id },
    data: { returnedAt: now, ...result },
  })
  // If nothing changed, return to the page where the flow started. Only the billing page shows a notice.
  return result.outcome === 'unchanged' && flow.returnTo !== '/account/billing' ? flow.returnTo : page
}

/** @returns false if Stripe has not been read yet. A background sync follows. */
async function readAfterReturn(viewer: Viewer, customerId: string, now: Date): Promise<boolean> {
  if (await isReturnWithinLimit(viewer)) return syncNow(customerId, now)
  await syncLater(customerId, now)
  return false
}

/** @param after the stored state after the sync, or null if the sync failed */
function resultOf({ type, baseline, subscriptionId }: StoredFlow, after: CustomerRow | null) {
  if (!after) return { outcome: 'pending' as const, detail: null }
  if (!baseline) return { outcome: null, detail: null }
  return outcomeOf(type, baseline, flowStateOf(after, subscriptionId))
}
