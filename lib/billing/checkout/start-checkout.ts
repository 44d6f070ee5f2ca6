import 'server-only'
import { createHash } from 'node:crypto'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { offersTo, requireBillingRole, requireStripeLimit } from '../access'
import { getCatalog, seatsOf } from '../catalog'
import { ensureCustomer, type LinkedCustomer } from '../customers'
import type { CheckoutRequest } from '../model'
import { plans } from '../plans'
import { markDirty, readCustomer } from '../store'
import { explainStripeError } from '../stripe'
import { syncCustomer, syncNow } from '../sync'
import { takeIntent } from './checkout-intent'
import { createSession, type Offer } from './checkout-session'

const roundsMax = 4

/** The portal flow to use instead of Checkout. */
export type AlreadySubscribed = { kind: 'already_subscribed'; flow: 'subscription_update_confirm' | 'portal_home' }
export type CheckoutStart = { kind: 'redirect'; url: string } | AlreadySubscribed

/**
 * Starts a subscription in Stripe Checkout. It syncs with Stripe first, so that a team cannot subscribe twice. A
 * team has at most one open checkout intent, so a second click or tab gets the same session.
 *
 * @param viewer an OWNER or ADMIN
 * @param request the plan, the interval, the number of seats, and the page to return to if the visitor buys nothing
 * @param now the current time
 * @returns the Checkout URL, or the portal flow to use if the team already has a subscription
 * @throws AppError `forbidden` for a MEMBER; `conflict` if the number of seats is invalid, a payment is being
 *   confirmed, or the account is being closed; `rate_limited` after too many attempts; `unavailable` if Stripe fails
 */
export async function startCheckout(viewer: Viewer, request: CheckoutRequest, now: Date): Promise<CheckoutStart> {
  requireBillingRole(viewer)
  const quantity = seatsOf(plans[request.plan], request.seats)
  const price = (await getCatalog()).priceId(request.plan, request.interval)
  await requireStripeLimit(viewer, 'checkout')
  try {
    const customer = await ensureCustomer(viewer, now)
    // Any live subscription counts, including past_due and unpaid. Otherwise, the team could be charged twice.
    await markDirty(customer.id)
    await syncCustomer(customer.id, now)
    const subscribed = await findSubscribed(viewer, now)
    if (subscribed) return subscribed
    const trialDays = await trialDaysFor(viewer.teamId, request)
    const offer = { price, quantity, trialDays, returnTo: request.returnTo ?? '/pricing' }
    const session = await openSession(viewer, customer, offer, now)
    if (session.kind === 'ready') return { kind: 'redirect', url: session.url }
    await syncNow(customer.id, now)
    return (await findSubscribed(viewer, now)) ?? (await awaitConfirmation(customer.id))
  } catch (error) {
    throw explainStripeError(error)
  }
}

/** Returns the portal flow for the team's live subscription, or null if it has none. */
async function findSubscribed(viewer: Viewer, now: Date): Promise<AlreadySubscribed | null> {
  const offers = offersTo(viewer, await readCustomer(viewer.teamId), now)
  if (offers.includes('start_checkout')) return null
  const flow = offers.includes('subscription_update_confirm') ? 'subscription_update_confirm' : 'portal_home'
  return { kind: 'already_subscribed', flow }
}

/**
 * Checkout was paid, but Stripe does not list the subscription yet. Marking the customer makes the billing page wait.
 */
async function awaitConfirmation(customerId: string): Promise<never> {
  await markDirty(customerId)
  throw new AppError(
    'conflict',
    'We’re confirming your payment. Your plan will appear on the billing page in a moment.',
  )
}

/** Each team gets one trial, for any plan. Each card gets one too. queue-tasks.ts checks that later. */
async function trialDaysFor(teamId: string, { plan }: CheckoutRequest): Promise<number> {
  const { trialDays } = plans[plan]
  if (trialDays === 0) return 0
  const used = await db().billingFact.findUnique({ where: { kind_key: { kind: 'trial_used', key: teamId } } })
  return used ? 0 : trialDays
}

/** Returns the team's open session, or `subscribed` if it was paid in another tab. */
async function openSession(
  viewer: Viewer,
  customer: LinkedCustomer,
  offer: Offer,
  now: Date,
): Promise<{ kind: 'ready'; url: string } | { kind: 'subscribed' }> {
  const paramsHash = createHash('sha256')
    .update(JSON.stringify([customer.stripeCustomerId, offer]))
    .digest('hex')
  for (let round = 0; round < roundsMax; round++) {
    const taken = await takeIntent(viewer, customer, paramsHash, now)
    if (taken.kind === 'subscribed') return taken
    if (taken.kind === 'busy') continue
    const { id, url } = taken.intent
    const session = url ? { kind: 'ready' as const, url } : await createSession(viewer, customer, offer, id)
    if (session.kind === 'ready') return session
  }
  throw new AppError('unavailable', 'Checkout is opening in another window. Try again.')
}
