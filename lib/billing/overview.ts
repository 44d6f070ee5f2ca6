import 'server-only'
import type { Viewer } from '@/lib/auth'
import { formatDate } from '@/lib/format'
import { canManageBilling } from './access'
import { type Catalog, getCatalog } from './catalog'
import { effectivePlan } from './entitlements'
import { type DiscountFacts, periodEnd, type SubscriptionFacts, scheduledEnd } from './facts'
import type { BillingOverview } from './overview-types'
import { type PlanKey, plans } from './plans'
import {
  type CustomerRow,
  factsOf,
  loadCustomer,
  primaryOf,
  storedCard,
  storedDetails,
  storedNextInvoice,
} from './rows'
import { offeredFor, stateOf } from './states'
import { wordsFor } from './words'

const instant = (seconds: number | null) => (seconds === null ? null : new Date(seconds * 1000))

/**
 * Everything that the billing page shows, from the database alone: no Stripe call, two SQL statements.
 *
 * @param viewer any member of the team; only those who may manage billing are offered actions
 */
export async function getBilling(viewer: Viewer): Promise<BillingOverview> {
  const [customer, catalog] = await Promise.all([loadCustomer(viewer.teamId), getCatalog()])
  const row = primaryOf(customer)
  const subscription = row ? factsOf(row) : null
  const state = stateOf(subscription)
  const granted = effectivePlan(customer, new Date())
  const plan = shownPlan(subscription, catalog, granted)
  const isOver = state === 'free' || state === 'ended'
  const item = isOver ? undefined : subscription?.items[0]
  const next = storedNextInvoice(row?.nextInvoice ?? null)
  const card = storedCard(row?.defaultPaymentMethod ?? null) ?? storedCard(customer?.paymentMethod ?? null)
  const details = storedDetails(customer?.billingDetails ?? null)
  return {
    state,
    plan,
    planName: plans[plan].name,
    interval: item?.interval === 'month' || item?.interval === 'year' ? item.interval : null,
    seats: item && plans[plan].seats ? item.quantity : null,
    ...wordsFor(state, subscription, plans[plan].name),
    nextCharge: next && { amountCents: next.amountCents, currency: next.currency, at: new Date(next.at * 1000) },
    trialEndsAt: state === 'trialing' ? instant(subscription?.trialEnd ?? null) : null,
    endsAt: subscription && !isOver ? instant(scheduledEnd(subscription)) : null,
    pendingChange: subscription && pendingChange(subscription, catalog),
    discount: isOver ? null : discountWords(subscription?.discounts ?? []),
    card,
    billingEmail: details?.email ?? null,
    billingName: details?.name ?? null,
    offered: canManageBilling(viewer) ? offered(subscription, customer) : [],
    isConfirming: isConfirming(customer),
    syncedAt: customer?.syncedAt ?? null,
  }
}

/** True while Stripe may know something that is not stored yet. */
function isConfirming(customer: CustomerRow | null): boolean {
  return customer !== null && customer.stripeCustomerId !== null && customer.dirtySeq > customer.syncedSeq
}

/**
 * Without a customer at Stripe there is no portal to open; and while Stripe may know of a subscription that was not read
 * yet, nobody is asked to subscribe.
 */
function offered(subscription: SubscriptionFacts | null, customer: CustomerRow | null) {
  const actions = customer?.stripeCustomerId ? offeredFor(subscription) : offeredFor(null)
  return isConfirming(customer) ? actions.filter((action) => action !== 'start_checkout') : actions
}

/** What was bought, also while it is paused or unpaid and grants nothing. */
function shownPlan(subscription: SubscriptionFacts | null, catalog: Catalog, granted: PlanKey): PlanKey {
  const state = stateOf(subscription)
  if (state === 'free' || state === 'ended') return granted
  const product = subscription?.items[0]?.productId
  return (product && catalog.planOf(product)) || granted
}

function pendingChange(subscription: SubscriptionFacts, catalog: Catalog): string | null {
  if (subscription.pendingUpdate) return 'A change is waiting for its payment to be confirmed.'
  const end = periodEnd(subscription)
  const next = subscription.schedule?.phases.find((phase) => end !== null && phase.startsAt >= end)
  if (!next) return null
  const offer = catalog.offerOf(next.priceId)
  const seats = offer && plans[offer.plan].seats ? `, ${next.quantity} ${next.quantity === 1 ? 'seat' : 'seats'}` : ''
  const what = offer ? `${plans[offer.plan].name}, ${offer.interval}ly${seats},` : 'another price'
  return `Changes to ${what} on ${formatDate(new Date(next.startsAt * 1000))}.`
}

function discountWords(discounts: DiscountFacts[]): string | null {
  const words = discounts.map(({ name, percentOff, endsAt }) => {
    const what = name ?? (percentOff ? `${percentOff}% off` : 'Discount')
    return endsAt === null ? what : `${what}, until ${formatDate(new Date(endsAt * 1000))}`
  })
  return words.length > 0 ? words.join('; ') : null
}
