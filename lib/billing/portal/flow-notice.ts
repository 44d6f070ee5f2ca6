import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { loadBilling } from '../access'
import { type FlowNotice, type FlowType, isLive, parseId } from '../model'
import { type CustomerRow, detailsOf, findPortalFlow, loadCustomer, primaryOf, type StoredFlow } from '../store'
import { flowStateOf, outcomeOf } from './flow-outcome'

const done: Record<FlowType, string> = {
  payment_method_update: 'Your payment method has been updated.',
  customer_update: 'Your billing details have been updated.',
  subscription_cancel: 'Your cancellation is confirmed.',
  subscription_pause: 'Your subscription is paused.',
  subscription_update: 'Your plan has been updated.',
  subscription_update_confirm: 'Your plan has been updated.',
  portal_home: 'Your changes have been saved.',
}

const info = (message: string): FlowNotice => ({ tone: 'info', message })

/**
 * Returns the notice with the result of a portal flow or checkout. Runs one SQL statement in addition to the one that
 * reads the customer, which the page shares.
 *
 * @param viewer another team's flow is treated as unknown
 * @param flowId the page's `flow` parameter; if it is missing, the function returns null
 */
export async function getFlowNotice(viewer: Viewer, flowId: string | undefined): Promise<FlowNotice | null> {
  if (!flowId) return null
  if (flowId.startsWith('checkout-')) return checkoutNotice(viewer, flowId.slice('checkout-'.length))
  const id = parseId(flowId)
  const flow = id && (await findPortalFlow(viewer.teamId, id))
  if (!flow) return info('This link doesn’t match a change you started. No changes were made.')
  const { outcome, detail } = await currentOutcome(flow)
  if (outcome === 'completed') return { tone: 'success', message: completed(flow.type, detail) }
  if (outcome === 'unchanged') return info('No changes were made.')
  if (outcome !== 'pending') return null
  if (detail === 'payment')
    return {
      tone: 'warning',
      message: 'Your plan will change once the payment is confirmed. Until then, it stays the same.',
    }
  return {
    tone: 'warning',
    message: 'We couldn’t reach Stripe. Any change you made will appear here once Stripe confirms it.',
  }
}

/**
 * Returns the recorded outcome. If the sync failed when the user returned but succeeded later, compares the stored
 * state.
 */
async function currentOutcome(flow: StoredFlow): Promise<Pick<StoredFlow, 'outcome' | 'detail'>> {
  const { type, outcome, detail, returnedAt, baseline, subscriptionId } = flow
  if (outcome !== 'pending' || detail || !returnedAt || !baseline) return { outcome, detail }
  // The notice says that the card changed, but not which card is now used.
  const customer = await loadCustomer(flow.teamId, true)
  if (!customer?.sync?.syncedAt || customer.sync.syncedAt <= returnedAt) return { outcome, detail }
  return outcomeOf(type, baseline, flowStateOf(customer, subscriptionId))
}

function completed(type: FlowType, detail: StoredFlow['detail']): string {
  if (detail === 'retained') return 'Thanks for staying. The discount has been applied to your subscription.'
  if (detail === 'scheduled') return 'Your change is scheduled. You keep your current plan until it takes effect.'
  return done[type]
}

async function checkoutNotice(viewer: Viewer, text: string): Promise<FlowNotice | null> {
  const id = parseId(text)
  const intent = id && (await db().checkoutIntent.findFirst({ where: { id, teamId: viewer.teamId } }))
  if (!intent) return info('This link doesn’t match a checkout you started. No changes were made.')
  switch (intent.state) {
    case 'completed':
      return startedNotice(await loadBilling(viewer))
    case 'open':
      return info('Your subscription isn’t confirmed yet.')
    case 'expired':
    case 'failed':
      return info('Checkout wasn’t completed. No changes were made.')
  }
}

/** A trial may already have ended if its card was used for an earlier trial (see queue-tasks.ts). */
function startedNotice(customer: CustomerRow | null): FlowNotice {
  const row = primaryOf(customer)
  if (!row || isLive(row)) return { tone: 'success', message: 'Your subscription has started.' }
  const { endedAt, trialEnd } = detailsOf(row)
  if (endedAt === null || trialEnd === null || endedAt >= trialEnd) return info('Your subscription has ended.')
  return {
    tone: 'warning',
    message:
      'Your trial has ended, and you weren’t charged. Each card gets one free trial. If your card already had one, you can subscribe without a trial.',
  }
}
