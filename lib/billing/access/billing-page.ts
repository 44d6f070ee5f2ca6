import 'server-only'
import { cache } from 'react'
import type { Viewer } from '@/lib/auth'
import type { Catalog } from '../catalog'
import { getCatalog } from '../catalog'
import {
  type BillingOverview,
  type BillingState,
  type CardDetails,
  dateOf,
  graceUntilOf,
  type StateContext,
  type SubscriptionDetails,
  scheduledEnd,
  stateOf,
  stateTable,
} from '../model'
import { isInterval } from '../plans'
import { graceDays } from '../policy'
import { type CustomerRow, detailsOf, primaryOf } from '../store'
import { offersTo } from './authorization'
import { describeDiscounts, describePendingChange } from './describe-subscription'
import { effectivePlan } from './entitlements'
import { loadBilling } from './load-billing'

/**
 * Returns everything the billing page shows. Cached per request. Runs two SQL statements and makes no Stripe calls.
 *
 * @param viewer any member of the team; only those who can manage billing get actions and see the payer
 */
export const getBilling = cache(async (viewer: Viewer): Promise<BillingOverview> => {
  const [customer, catalog] = await Promise.all([loadBilling(viewer), getCatalog()])
  const now = new Date()
  const row = primaryOf(customer)
  const subscription = row ? detailsOf(row) : null
  const state = stateOf(subscription, now, customer?.disputes ?? [])
  const granted = effectivePlan(customer, now)
  const plan = catalog.grantedBy(shownPlan(subscription, state, catalog, granted))
  const isOver = state === 'free' || state === 'ended'
  const item = isOver ? undefined : subscription?.items[0]
  const next = row?.nextInvoice ?? null
  const details = customer?.billingDetails
  return {
    state,
    plan: plan.key,
    planName: plan.name,
    isRetired: plan.isRetired ?? false,
    interval: item && isInterval(item.interval) ? item.interval : null,
    seats: item && plan.seats ? item.quantity : null,
    seatRange: plan.seats,
    ...statusOf(state, { subscription, planName: plan.name }),
    nextCharge: next && { amountCents: next.amountCents, currency: next.currency, at: dateOf(next.at) },
    trialEndsAt: state === 'trialing' ? dateOf(subscription?.trialEnd ?? null) : null,
    endsAt: subscription && !isOver ? dateOf(scheduledEnd(subscription)) : null,
    pendingChange: subscription && describePendingChange(subscription, catalog),
    discount: isOver ? null : describeDiscounts(subscription?.discounts ?? []),
    card: cardOf(row?.defaultPaymentMethod ?? customer?.paymentMethod ?? null),
    billingEmail: details?.email ?? null,
    billingName: details?.name ?? null,
    offered: shownOffers(viewer, customer, now),
    isConfirming: isConfirming(customer),
    syncedAt: customer?.sync?.syncedAt ?? null,
  }
})

function statusOf(state: BillingState, context: Omit<StateContext, 'graceUntil'>) {
  const { label, tone, sentence, banner } = stateTable[state]
  const graceUntil = state === 'past_due' && context.subscription ? graceUntilOf(context.subscription, graceDays) : null
  const statusSentence = sentence({ ...context, graceUntil })
  return { statusLabel: label, statusTone: tone, statusSentence, banner }
}

/** Omits the id and the fingerprint, which the page does not need. */
function cardOf(card: CardDetails | null) {
  return card && { brand: card.brand, last4: card.last4, expMonth: card.expMonth, expYear: card.expYear }
}

/** True while a sync with Stripe is pending. */
function isConfirming(customer: CustomerRow | null): boolean {
  if (!customer?.stripeCustomerId || !customer.sync) return false
  return customer.sync.dirtySeq > customer.sync.syncedSeq
}

/** Hides Checkout while a sync is pending, since it may find a subscription. */
function shownOffers(viewer: Viewer, customer: CustomerRow | null, now: Date) {
  const actions = offersTo(viewer, customer, now)
  return isConfirming(customer) ? actions.filter((action) => action !== 'start_checkout') : actions
}

/** The purchased plan, even while it is paused or unpaid and grants nothing. */
function shownPlan(subscription: SubscriptionDetails | null, state: BillingState, catalog: Catalog, granted: string) {
  if (state === 'free' || state === 'ended') return granted
  const product = subscription?.items[0]?.productId
  return (product && catalog.planOf(product)) || granted
}
