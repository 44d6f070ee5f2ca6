import 'server-only'
import { createHash } from 'node:crypto'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { offersTo, requireBillingRole } from '../access'
import { ensureCustomer, type LinkedCustomer } from '../customers'
import { type CheckoutRequest, seatsOf } from '../model'
import { plans } from '../plans'
import { getCatalog, readCustomer } from '../store'
import { explainRefusal } from '../stripe'
import { markDirty, readStripe, syncCustomer } from '../sync'
import { takeIntent } from './checkout-intent'
import { createSession, type Offer } from './checkout-session'

const roundsMax = 4

/** Where to go instead of Checkout: the portal, by the flow that the subscription's state allows. */
export type AlreadySubscribed = { kind: 'already_subscribed'; flow: 'subscription_update_confirm' | 'portal_home' }
export type CheckoutStart = { kind: 'redirect'; url: string } | AlreadySubscribed

/**
 * Begins a first subscription in Stripe Checkout. The price is looked up here from plan and interval; the team's state
 * is read from Stripe first, so that nobody subscribes twice; and the row of the open Checkout (one for a team) makes a
 * second click or tab find the first one's session.
 *
 * @param viewer an OWNER or ADMIN
 * @param request plan, interval, for a plan with seats how many, and the page to go back to when nothing was bought
 * @param now the present moment
 * @returns the address to go to, or that the team already has a subscription, which the portal changes
 * @throws AppError `forbidden` for a MEMBER, `conflict` for a number of seats that the plan does not come with, while a
 *   payment is being confirmed or the account is being closed, `unavailable` when Stripe does not answer
 */
export async function startCheckout(viewer: Viewer, request: CheckoutRequest, now: Date): Promise<CheckoutStart> {
  requireBillingRole(viewer)
  const quantity = seatsOf(plans[request.plan], request.seats)
  const price = (await getCatalog()).priceId(request.plan, request.interval)
  try {
    const customer = await ensureCustomer(viewer, now)
    // A fresh look at Stripe: anything that is not over counts, past_due and unpaid too, or they would be charged twice.
    await markDirty(customer.id)
    await syncCustomer(customer.id, now)
    const subscribed = await findSubscribed(viewer, now)
    if (subscribed) return subscribed
    const trialDays = await trialDaysFor(viewer.teamId, request)
    const offer = { price, quantity, trialDays, returnTo: request.returnTo ?? '/pricing' }
    const session = await openSession(viewer, customer, offer, now)
    if (session.kind === 'ready') return { kind: 'redirect', url: session.url }
    await readStripe(customer.id, now)
    return (await findSubscribed(viewer, now)) ?? (await awaitConfirmation(customer.id))
  } catch (error) {
    throw explainRefusal(error)
  }
}

/** The way to change the team's subscription, if it has one that is not over; null when it may buy one. */
async function findSubscribed(viewer: Viewer, now: Date): Promise<AlreadySubscribed | null> {
  const offers = offersTo(viewer, await readCustomer(viewer.teamId), now)
  if (offers.includes('start_checkout')) return null
  const flow = offers.includes('subscription_update_confirm') ? 'subscription_update_confirm' : 'portal_home'
  return { kind: 'already_subscribed', flow }
}

/** The Checkout was paid, and Stripe does not list its subscription yet: the mark makes the billing page wait for it. */
async function awaitConfirmation(customerId: string): Promise<never> {
  await markDirty(customerId)
  throw new AppError(
    'conflict',
    'We’re confirming your payment. Your plan will appear on the billing page in a moment.',
  )
}

/** A trial is given once to a team, whatever the plan; and once to a card, which shows later (see follow-ups.ts). */
async function trialDaysFor(teamId: string, { plan }: CheckoutRequest): Promise<number> {
  const { trialDays } = plans[plan]
  if (trialDays === 0) return 0
  const used = await db().billingFact.findUnique({ where: { kind_key: { kind: 'trial_used', key: teamId } } })
  return used ? 0 : trialDays
}

/** The team's one open session, or that it was paid meanwhile. */
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
