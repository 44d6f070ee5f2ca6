import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { canManageBilling } from '../access'
import { idOf } from '../model'
import { type CustomerRow, findPortalFlow, readCustomer, type StoredFlow } from '../store'
import { readStripe } from '../sync'
import { flowStateOf, outcomeOf } from './outcome'
import { returnPaths } from './start-flow'

/**
 * Ends a visit to the portal: reads Stripe again, compares with the state in which the flow was issued, and records what
 * it came to. Safe to repeat (reload, Back, a second tab), and harmless for somebody else's or a made-up id: then it
 * does nothing at all.
 *
 * @param viewer whoever came back
 * @param path the return route, for example `/account/subscription_canceled`
 * @param flowId the `flow` parameter of the return address
 * @param now the present moment
 * @returns the path of the page that shows the result from the database
 */
export async function finishPortalFlow(
  viewer: Viewer,
  path: string,
  flowId: string | null,
  now: Date,
): Promise<string> {
  const id = idOf(flowId)
  const flow = id && canManageBilling(viewer) ? await findPortalFlow(viewer.teamId, id) : null
  const isExpected = flow && (returnPaths[flow.type] === path || path === returnPaths.portal_home)
  // A visit proves nothing: without a flow of this team there is nothing to conclude, and the page says so.
  if (!flow || !isExpected) return '/account/billing?flow=none'
  const page = `/account/billing?flow=${flow.id}`
  if (flow.outcome === 'completed') return page
  const customer = await readCustomer(viewer.teamId)
  if (!customer) return page
  const isRead = await readStripe(customer.id, now)
  const after = isRead ? await readCustomer(viewer.teamId) : null
  const result = resultOf(flow, after)
  // No row any more when the account was closed meanwhile, which forgets its flows.
  await db().portalFlow.updateMany({
    where: { id: flow.id },
    data: { returnedAt: now, ...result },
  })
  // Whoever left without changing anything goes on where they were; only the billing page has something to say.
  return result.outcome === 'unchanged' && flow.returnTo !== '/account/billing' ? flow.returnTo : page
}

/** @param after the stored state after Stripe was read; null when Stripe did not answer */
function resultOf({ type, baseline, subscriptionId }: StoredFlow, after: CustomerRow | null) {
  if (!after) return { outcome: 'pending' as const, detail: null }
  // Without the state from before there is nothing to compare, and the page shows what is.
  if (!baseline) return { outcome: null, detail: null }
  return outcomeOf(type, baseline, flowStateOf(after, subscriptionId))
}
