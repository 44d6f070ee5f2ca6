import 'server-only'
import { createHash } from 'node:crypto'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { type CheckoutIntent, Prisma } from '@/lib/generated/prisma/client'
import { requireBillingRole } from '../access'
import { ensureCustomer, type LinkedCustomer } from '../customers'
import { type CheckoutRequest, isLive, offeredFor, seatsOf } from '../model'
import { plans } from '../plans'
import { factsOf, getCatalog, primaryOf, readCustomer } from '../store'
import { explainRefusal } from '../stripe'
import { markDirty, readStripe, syncCustomer } from '../sync'
import { canBePaid, createSession, expireSession, type Offer } from './checkout-session'

/** A session can be paid for a day at most, and Stripe keeps a key for a day at least: then the intent is used up. */
const intentMsMax = 23 * 3_600_000
const roundsMax = 4

/** Where to go instead of Checkout: the portal, by the flow that the subscription's state allows. */
export type AlreadySubscribed = { kind: 'already_subscribed'; flow: 'subscription_update_confirm' | 'portal_home' }

/**
 * Begins a first subscription in Stripe Checkout. The price is looked up here from plan and interval; the team's state
 * is read from Stripe first, so that nobody subscribes twice; and the row of the open Checkout (one for a team) makes a
 * second click or tab find the first one's session.
 *
 * @param viewer an OWNER or ADMIN
 * @param request plan, interval, for a plan with seats how many, and the page to go back to when nothing was bought
 * @param now the present moment
 * @returns the address to go to, or that the team already has a subscription, which the portal changes
 * @throws AppError as `startPortalFlow` does
 */
export async function startCheckout(
  viewer: Viewer,
  request: CheckoutRequest,
  now: Date,
): Promise<{ kind: 'redirect'; url: string } | AlreadySubscribed> {
  requireBillingRole(viewer)
  const quantity = seatsOf(plans[request.plan], request.seats)
  const price = (await getCatalog()).priceId(request.plan, request.interval)
  try {
    const customer = await ensureCustomer(viewer, now)
    // A fresh look at Stripe: anything that is not over counts, past_due and unpaid too, or they would be charged twice.
    await markDirty(customer.id)
    await syncCustomer(customer.id, now)
    if (await hasSubscription(viewer)) return alreadySubscribed(viewer)
    const trialDays = await trialDaysFor(viewer.teamId, request)
    const offer = { price, quantity, trialDays, returnTo: request.returnTo ?? '/pricing' }
    const url = await openSession(viewer, customer, offer, now)
    if (url) return { kind: 'redirect', url }
    await readStripe(customer.id, now)
    return alreadySubscribed(viewer)
  } catch (error) {
    throw explainRefusal(error)
  }
}

async function hasSubscription({ teamId }: Viewer): Promise<boolean> {
  const stored = await readCustomer(teamId)
  return stored?.subscriptions.some((row) => isLive(row)) ?? false
}

async function alreadySubscribed({ teamId }: Viewer): Promise<AlreadySubscribed> {
  const row = primaryOf(await readCustomer(teamId))
  const canChange = offeredFor(row ? factsOf(row) : null).includes('subscription_update_confirm')
  return { kind: 'already_subscribed', flow: canChange ? 'subscription_update_confirm' : 'portal_home' }
}

/** A trial is given once to a team, whatever the plan; and once to a card, which shows later (see follow-ups.ts). */
async function trialDaysFor(teamId: string, { plan }: CheckoutRequest): Promise<number> {
  const { trialDays } = plans[plan]
  if (trialDays === 0) return 0
  const used = await db().billingFact.findUnique({ where: { kind_key: { kind: 'trial_used', key: teamId } } })
  return used ? 0 : trialDays
}

/** The address of the team's one open session; null when a session turned out to be paid. */
async function openSession(viewer: Viewer, customer: LinkedCustomer, offer: Offer, now: Date): Promise<string | null> {
  const paramsHash = createHash('sha256')
    .update(JSON.stringify([customer.stripeCustomerId, offer]))
    .digest('hex')
  for (let round = 0; round < roundsMax; round++) {
    const intent = await takeIntent(viewer, paramsHash, now)
    if (intent === 'completed') return null
    const url = intent?.url ?? (intent && (await createSession(viewer, customer, offer, intent.id)))
    if (url) return url
  }
  throw new AppError('unavailable', 'Another window is opening Checkout at this moment. Please try again.')
}

async function takeIntent(viewer: Viewer, paramsHash: string, now: Date): Promise<CheckoutIntent | 'completed' | null> {
  const { teamId, userId } = viewer
  const open = await db().checkoutIntent.findFirst({ where: { teamId, state: 'open' } })
  if (open) {
    const until = open.expiresAt ?? new Date(open.createdAt.getTime() + intentMsMax)
    if (until > now && open.paramsHash === paramsHash && (await canBePaid(open.sessionId))) return open
    if ((await closeIntent(open)) === 'completed') return 'completed'
  }
  try {
    const made = await db().checkoutIntent.create({ data: { teamId, userId, paramsHash, createdAt: now } })
    // An intent ends in the transaction that stores its subscription, so whoever gets its place also sees that.
    if (!(await hasSubscription(viewer))) return made
    await db().checkoutIntent.update({ where: { id: made.id }, data: { state: 'failed' } })
    return 'completed'
  } catch (error) {
    // Another tab was faster: the partial unique index allows one open row. Look at theirs.
    const isTaken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
    if (!isTaken) throw error
    return null
  }
}

/** Closes a Checkout that somebody may still have open in a tab, so that it cannot be paid as well. */
async function closeIntent({ id, sessionId }: CheckoutIntent): Promise<'completed' | 'closed'> {
  // Of a session whose answer was lost nobody has the address.
  const end = sessionId ? await expireSession(sessionId) : { state: 'failed' as const, subscription: null }
  await db().checkoutIntent.updateMany({ where: { id, state: 'open' }, data: { state: end.state, url: null } })
  return end.state === 'completed' && !(await isOver(end.subscription)) ? 'completed' : 'closed'
}

/** True for a subscription that was read from Stripe and has ended; one that was not read yet may be alive. */
async function isOver(stripeSubscriptionId: string | null): Promise<boolean> {
  const row = stripeSubscriptionId && (await db().subscription.findUnique({ where: { stripeSubscriptionId } }))
  return row ? !isLive(row) : false
}
