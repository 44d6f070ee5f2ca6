import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
import type { Catalog } from '../catalog'
import { getCatalog } from '../catalog'
import type { FlowRequest } from '../model'
import type { CustomerRow } from '../store'
import { type Stripe, stripe, stripeLocale } from '../stripe'
import { performAction } from '../sync'
import { flowDataOf } from './flow-data'
import { flowStateOf } from './flow-outcome'
import { returnPaths } from './return-paths'

const confirmationMessage = 'Thank you. Your change will appear on the billing page within a minute.'

/**
 * Opens a Stripe portal flow, or the portal home page, for the viewer's team, with one Stripe call. The flow is
 * recorded first, and its id is part of the return URLs.
 *
 * @param viewer an OWNER or ADMIN
 * @param request the submitted form
 * @param now the current time
 * @returns the URL of the portal. It is a credential that expires after five minutes, so never store, log, or cache it.
 * @throws AppError as `performAction` does; `not_found` for an invalid promotion code, `conflict` for a change that the
 *   portal does not support
 */
export function startPortalFlow(viewer: Viewer, request: FlowRequest, now = new Date()): Promise<string> {
  const { flow, subscription: subscriptionId } = request
  return performAction(viewer, flow, { subscriptionId, now }, async ({ customer, subscription }) => {
    const catalog = await getCatalog()
    const flowData = flow === 'portal_home' ? null : flowDataOf(request, { subscription, catalog })
    const flowId = await record(viewer, customer, request, subscription.id)
    return open(customer.stripeCustomerId, catalog, viewer, request, flowId, flowData)
  })
}

async function record(viewer: Viewer, customer: CustomerRow, request: FlowRequest, subscriptionId: string) {
  const { flow: type, returnTo, plan, interval, seats, promotionCode } = request
  const row = await db().portalFlow.create({
    data: {
      teamId: viewer.teamId,
      userId: viewer.userId,
      type,
      subscriptionId,
      asked: { plan, interval, seats, promotionCode },
      baseline: flowStateOf(customer, subscriptionId),
      returnTo,
    },
    select: { id: true },
  })
  return row.id
}

async function open(
  customer: string,
  catalog: Catalog,
  viewer: Viewer,
  request: FlowRequest,
  flowId: string,
  flowData: Stripe.BillingPortal.SessionCreateParams.FlowData | null,
): Promise<string> {
  const returnUrl = (path: string) => `${env().APP_URL}${path}?flow=${flowId}`
  const completed = returnUrl(returnPaths[request.flow])
  const session = await stripe().billingPortal.sessions.create({
    customer,
    ...(catalog.portalConfigurationId ? { configuration: catalog.portalConfigurationId } : {}),
    locale: stripeLocale(viewer.locale),
    // Used when the customer leaves without completing the flow, and after hosted confirmations and portal visits.
    return_url: returnUrl(returnPaths.portal_home),
    ...(flowData ? { flow_data: { ...flowData, after_completion: afterCompletion(request, completed) } } : {}),
  })
  return session.url
}

function afterCompletion(request: FlowRequest, completed: string) {
  switch (request.afterCompletion) {
    case 'redirect':
      return { type: 'redirect' as const, redirect: { return_url: completed } }
    case 'hosted_confirmation':
      return { type: 'hosted_confirmation' as const, hosted_confirmation: { custom_message: confirmationMessage } }
    case 'portal_homepage':
      return { type: 'portal_homepage' as const }
  }
}
