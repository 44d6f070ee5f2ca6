import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { requireBillingRole } from '../access'
import { type Catalog, type FlowRequest, type FlowType, offeredFor, type SubscriptionFacts } from '../model'
import { type CustomerRow, factsOf, getCatalog, loadCustomer, primaryOf } from '../store'
import { explainRefusal, type Stripe, stripe, stripeLocale } from '../stripe'
import { flowDataOf } from './flow-data'
import { flowStateOf } from './outcome'

/** Where Stripe sends the browser after a flow was completed. */
export const returnPaths: Record<FlowType, string> = {
  payment_method_update: '/account/payment_method_updated',
  customer_update: '/account/billing_details_updated',
  subscription_cancel: '/account/subscription_canceled',
  subscription_pause: '/account/subscription_paused',
  subscription_update: '/account/subscription_updated',
  subscription_update_confirm: '/account/subscription_updated',
  portal_home: '/account/portal_returned',
}

const confirmationMessage = 'Thank you. Your billing page shows the change within a minute.'

/**
 * Opens one of Stripe's portal flows, or the portal's home, for the viewer's team. One Stripe call; the flow is recorded
 * first, and its id rides on the return addresses.
 *
 * @param viewer an OWNER or ADMIN
 * @param request what the form asked for
 * @returns the portal's address: a credential that dies after five minutes, so it is never stored, logged or cached
 * @throws AppError `forbidden` for a MEMBER, `not_found` for a subscription that is not the team's, `conflict` when the
 *   state does not allow the flow (before or after asking Stripe), `unavailable` when Stripe does not answer
 */
export async function startPortalFlow(viewer: Viewer, request: FlowRequest): Promise<string> {
  requireBillingRole(viewer)
  const [customer, catalog] = await Promise.all([loadCustomer(viewer.teamId), getCatalog()])
  if (!customer?.stripeCustomerId)
    throw new AppError('not_found', 'There is nothing to manage yet. Choose a plan first.')
  const subscription = subjectOf(customer, request.subscription)
  requireOffered(request.flow, subscription)
  const flowData = request.flow === 'portal_home' ? null : flowDataOf(request, { subscription, catalog })
  const flowId = await record(viewer, customer, request, subscription?.id ?? null)
  return open(customer.stripeCustomerId, catalog, viewer, request, flowId, flowData)
}

/** Finds the subscription through the team's own rows: anybody else's id is simply not there. */
function subjectOf(customer: CustomerRow, wanted: string | undefined): SubscriptionFacts | null {
  const row = wanted ? customer.subscriptions.find((one) => one.stripeSubscriptionId === wanted) : primaryOf(customer)
  if (wanted && !row) throw new AppError('not_found', 'That subscription does not exist.')
  return row ? factsOf(row) : null
}

function requireOffered(flow: FlowType, subscription: SubscriptionFacts | null): void {
  // The flows about the customer need no subscription; Stripe has the customer.
  const aboutCustomer = flow === 'payment_method_update' || flow === 'customer_update' || flow === 'portal_home'
  if (aboutCustomer || offeredFor(subscription).includes(flow)) return
  throw new AppError(
    'conflict',
    'That is not possible in the present state of your subscription. Reload the billing page to see what is.',
  )
}

async function record(viewer: Viewer, customer: CustomerRow, request: FlowRequest, subscriptionId: string | null) {
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
  const address = (path: string) => `${env().APP_URL}${path}?flow=${flowId}`
  const completed = address(returnPaths[request.flow])
  try {
    const session = await stripe().billingPortal.sessions.create({
      customer,
      ...(catalog.portalConfigurationId ? { configuration: catalog.portalConfigurationId } : {}),
      locale: stripeLocale(viewer.locale),
      // The way out without completing, which also ends hosted confirmations and portal visits: it reads Stripe again
      // and goes back to the page that the flow began on.
      return_url: address(returnPaths.portal_home),
      ...(flowData ? { flow_data: { ...flowData, after_completion: afterCompletion(request, completed) } } : {}),
    })
    return session.url
  } catch (error) {
    throw explainRefusal(error)
  }
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
