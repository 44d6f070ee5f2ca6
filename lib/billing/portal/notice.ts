import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { type FlowNotice, type FlowType, idOf } from '../model'
import { findPortalFlow, loadCustomer, type StoredFlow } from '../store'
import { flowStateOf, outcomeOf } from './outcome'

const done: Record<FlowType, string> = {
  payment_method_update: 'Your new payment method is in use.',
  customer_update: 'Your billing details are saved.',
  subscription_cancel: 'Your cancellation is recorded.',
  subscription_pause: 'Your subscription is paused.',
  subscription_update: 'Your plan was changed.',
  subscription_update_confirm: 'Your plan was changed.',
  portal_home: 'Your changes are saved.',
}

const info = (message: string): FlowNotice => ({ tone: 'info', message })

/**
 * What a portal flow or a Checkout came to, for the page that the visitor lands on. One SQL statement.
 *
 * @param viewer whoever looks; somebody else's flow is as unknown as a made-up one
 * @param flowId the page's `flow` parameter; nothing is said without one
 */
export async function getFlowNotice(viewer: Viewer, flowId: string | undefined): Promise<FlowNotice | null> {
  if (!flowId) return null
  if (flowId.startsWith('checkout-')) return checkoutNotice(viewer, flowId.slice('checkout-'.length))
  const id = idOf(flowId)
  const flow = id && (await findPortalFlow(viewer.teamId, id))
  if (!flow) return info('That link does not belong to a change that you started here, so nothing was changed.')
  const { outcome, detail } = await outcomeSoFar(flow)
  if (outcome === 'completed') return { tone: 'success', message: completed(flow.type, detail) }
  if (outcome === 'unchanged') return info('Nothing was changed.')
  if (outcome !== 'pending') return null
  if (detail === 'payment')
    return {
      tone: 'warning',
      message: 'The change waits for its payment to be confirmed; until then your plan stays as it is.',
    }
  return {
    tone: 'warning',
    message:
      'Stripe did not answer just now. Nothing is lost: this page shows the change as soon as Stripe confirms it.',
  }
}

/**
 * The recorded outcome. When Stripe could not be read on the return, but has been since, the answer is in the database
 * by now, and comes from there.
 */
async function outcomeSoFar(flow: StoredFlow): Promise<Pick<StoredFlow, 'outcome' | 'detail'>> {
  const { type, outcome, detail, returnedAt, baseline, subscriptionId } = flow
  if (outcome !== 'pending' || detail || !returnedAt || !baseline) return { outcome, detail }
  const customer = await loadCustomer(flow.teamId)
  if (!customer?.sync?.syncedAt || customer.sync.syncedAt <= returnedAt) return { outcome, detail }
  return outcomeOf(type, baseline, flowStateOf(customer, subscriptionId))
}

function completed(type: FlowType, detail: StoredFlow['detail']): string {
  if (detail === 'retained') return 'Good to have you stay: the discount is on your subscription.'
  if (detail === 'scheduled') return 'Your change is scheduled; your plan stays as it is until then.'
  return done[type]
}

async function checkoutNotice(viewer: Viewer, text: string): Promise<FlowNotice | null> {
  const id = idOf(text)
  const intent = id && (await db().checkoutIntent.findFirst({ where: { id, teamId: viewer.teamId } }))
  if (intent && intent.state === 'completed')
    return { tone: 'success', message: 'Welcome aboard: your subscription has started.' }
  if (intent && intent.state === 'open') return info('Your subscription is not confirmed yet.')
  if (intent) return info('That Checkout was not completed, so nothing was changed.')
  return info('That link does not belong to a Checkout that you started here, so nothing was changed.')
}
