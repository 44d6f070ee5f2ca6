import 'server-only'
import { createHash } from 'node:crypto'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
import { AppError } from '@/lib/errors'
import { Prisma } from '@/lib/generated/prisma/client'
import { requireBillingRole } from './access'
import { getCatalog } from './catalog'
import { ensureCustomer, type LinkedCustomer } from './customer'
import { isLive } from './facts'
import { seatsOf } from './flow-params'
import { stripeLocale } from './locale'
import { plans } from './plans'
import { explainRefusal } from './refusals'
import { readStripe } from './returns'
import { readCustomer } from './rows'
import type { CheckoutRequest } from './schema'
import { asRefusal, isIdempotencyError, isServerError, stripe } from './stripe'
import { markDirty, syncCustomer } from './sync'

type Offer = { price: string; quantity: number; trialDays: number }
type Intent = { id: string; sessionId: string | null; url: string | null; expiresAt: Date | null; paramsHash: string }

/**
 * Begins a first subscription in Stripe Checkout. The price is looked up here from plan and interval; the team's state
 * is read from Stripe first, so that nobody subscribes twice; and the row of the open Checkout (one for a team) makes a
 * second click or tab find the first one's session.
 *
 * @param viewer an OWNER or ADMIN
 * @param request plan, interval and, for a plan with seats, how many
 * @param now the present moment
 * @returns the address to go to, or that the team already has a subscription, which the portal changes
 * @throws AppError as `startPortalFlow` does
 */
export async function startCheckout(
  viewer: Viewer,
  request: CheckoutRequest,
  now: Date,
): Promise<{ kind: 'redirect'; url: string } | { kind: 'already_subscribed' }> {
  requireBillingRole(viewer)
  const quantity = seatsOf(request.plan, request.seats)
  const price = (await getCatalog()).priceId(request.plan, request.interval)
  try {
    const customer = await ensureCustomer(viewer)
    if (await hasSubscription(viewer, customer, now)) return { kind: 'already_subscribed' }
    const offer = { price, quantity, trialDays: await trialDaysFor(viewer.teamId, request) }
    const paramsHash = createHash('sha256')
      .update(JSON.stringify([customer.stripeCustomerId, offer]))
      .digest('hex')
    const intent = await takeIntent(viewer, paramsHash, now)
    if (intent === 'completed') {
      await readStripe(customer.id, now)
      return { kind: 'already_subscribed' }
    }
    return { kind: 'redirect', url: intent.url ?? (await createSession(viewer, customer, offer, intent)) }
  } catch (error) {
    throw explainRefusal(error)
  }
}

/** A fresh look at Stripe: anything that is not over counts, past_due and unpaid too, or they would be charged twice. */
async function hasSubscription(viewer: Viewer, customer: LinkedCustomer, now: Date): Promise<boolean> {
  await markDirty(customer.id)
  await syncCustomer(customer.id, now)
  return isSubscribed(viewer.teamId)
}

/** A trial is given once to a team, whatever the plan. */
async function trialDaysFor(teamId: string, { plan }: CheckoutRequest): Promise<number> {
  const { trialDays } = plans[plan]
  if (trialDays === 0) return 0
  const used = await db().billingFact.findUnique({ where: { kind_key: { kind: 'trial_used', key: teamId } } })
  return used ? 0 : trialDays
}

async function takeIntent(viewer: Viewer, paramsHash: string, now: Date): Promise<Intent | 'completed'> {
  const { teamId, userId } = viewer
  for (let round = 0; round < 3; round++) {
    const open = await db().checkoutIntent.findFirst({ where: { teamId, state: 'open' } })
    if (open) {
      const isFresh = open.expiresAt === null || open.expiresAt > now
      if (isFresh && open.paramsHash === paramsHash && (await canBePaid(open))) return open
      if ((await closeIntent(open)) === 'completed') return 'completed'
    }
    try {
      const made = await db().checkoutIntent.create({ data: { teamId, userId, paramsHash } })
      // The row of a Checkout makes way for another one in the very transaction that writes the subscription which it
      // led to, so whoever took its place looks once more.
      if (!(await isSubscribed(teamId))) return made
      await db().checkoutIntent.update({ where: { id: made.id }, data: { state: 'failed' } })
      return 'completed'
    } catch (error) {
      // Another tab was faster: the partial unique index allows one open row. Look at theirs.
      const isTaken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
      if (!isTaken) throw error
    }
  }
  throw new Error(`no Checkout could be opened for team ${teamId}: other requests kept taking its place`)
}

async function isSubscribed(teamId: string): Promise<boolean> {
  const stored = await readCustomer(teamId)
  return stored?.subscriptions.some((row) => isLive(row)) ?? false
}

/** A session that was paid or ran out at Stripe has an address that leads nowhere. */
async function canBePaid({ sessionId }: Intent): Promise<boolean> {
  if (!sessionId) return true
  return (await stripe().checkout.sessions.retrieve(sessionId)).status === 'open'
}

/** Closes a Checkout that somebody may still have open in a tab, so that it cannot be paid as well. */
async function closeIntent(intent: Intent): Promise<'completed' | 'closed'> {
  const { state, subscription } = intent.sessionId
    ? await expireSession(intent.sessionId)
    : { state: 'failed' as const, subscription: null }
  await db().checkoutIntent.updateMany({ where: { id: intent.id, state: 'open' }, data: { state, url: null } })
  return state === 'completed' && !(await isOver(subscription)) ? 'completed' : 'closed'
}

async function expireSession(
  sessionId: string,
): Promise<{ state: 'completed' | 'expired'; subscription: string | null }> {
  try {
    await stripe().checkout.sessions.expire(sessionId)
    return { state: 'expired', subscription: null }
  } catch (error) {
    // Only an open session can be expired: see what became of this one.
    if (!asRefusal(error)) throw error
    const { status, subscription } = await stripe().checkout.sessions.retrieve(sessionId)
    if (status !== 'complete') return { state: 'expired', subscription: null }
    return { state: 'completed', subscription: typeof subscription === 'string' ? subscription : null }
  }
}

/** True for a subscription that was read from Stripe and has ended; one that was not read yet may be alive. */
async function isOver(stripeSubscriptionId: string | null): Promise<boolean> {
  const row = stripeSubscriptionId && (await db().subscription.findUnique({ where: { stripeSubscriptionId } }))
  return row ? !isLive(row) : false
}

async function createSession(viewer: Viewer, customer: LinkedCustomer, offer: Offer, intent: Intent): Promise<string> {
  const metadata = { team_id: viewer.teamId }
  const trial = offer.trialDays > 0 ? { trial_period_days: offer.trialDays } : {}
  try {
    const session = await stripe().checkout.sessions.create(
      {
        mode: 'subscription',
        customer: customer.stripeCustomerId,
        client_reference_id: viewer.teamId,
        line_items: [{ price: offer.price, quantity: offer.quantity }],
        subscription_data: { ...trial, metadata },
        metadata,
        allow_promotion_codes: true,
        locale: stripeLocale(viewer.locale),
        success_url: `${env().APP_URL}/account/subscription_started?session_id={CHECKOUT_SESSION_ID}`,
        cancel_url: `${env().APP_URL}/pricing`,
      },
      { idempotencyKey: `checkout-${intent.id}` },
    )
    if (!session.url) throw new Error(`Checkout session ${session.id} came without an address`)
    const { count } = await db().checkoutIntent.updateMany({
      where: { id: intent.id, state: 'open' },
      data: { sessionId: session.id, url: session.url, expiresAt: new Date(session.expires_at * 1000) },
    })
    if (count === 0) await giveWay(session.id)
    return session.url
  } catch (error) {
    // A key under which Stripe keeps a refusal, a failure or other parameters is never used again: the next click takes
    // a new one. After a lost connection the same key finds the session that may have been made.
    if (isIdempotencyError(error) || asRefusal(error) || isServerError(error)) {
      await db().checkoutIntent.updateMany({ where: { id: intent.id, state: 'open' }, data: { state: 'failed' } })
    }
    throw error
  }
}

/** Another tab began another Checkout while this one was being made: two that can be paid would be two subscriptions. */
async function giveWay(sessionId: string): Promise<never> {
  await expireSession(sessionId)
  throw new AppError('conflict', 'A Checkout was begun in another tab meanwhile. Go on there, or choose again here.')
}

/**
 * Ends a visit to Checkout: reads Stripe again, and answers with the page that shows the result. The address proves
 * nothing: a session is found through the viewer's own team, or not at all.
 */
export async function finishCheckout(viewer: Viewer, sessionId: string | null, now: Date): Promise<string> {
  const where = { sessionId: sessionId ?? '', teamId: viewer.teamId }
  const intent = sessionId ? await db().checkoutIntent.findFirst({ where }) : null
  const customer = intent && (await readCustomer(viewer.teamId))
  if (!intent || !customer) return '/account/billing?flow=none'
  if (intent.state === 'open') await confirmCheckout(customer.id, intent.id, now)
  return `/account/billing?flow=checkout-${intent.id}`
}

/** Stripe may list a subscription a moment after its session is complete: then it is read again until it is there. */
async function confirmCheckout(customerId: string, intentId: string, now: Date): Promise<void> {
  if (!(await readStripe(customerId, now))) return
  const intent = await db().checkoutIntent.findUniqueOrThrow({ where: { id: intentId } })
  if (intent.state === 'open' && !(await canBePaid(intent))) await markDirty(customerId)
}
