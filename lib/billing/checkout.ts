import 'server-only'
import { createHash } from 'node:crypto'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
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
import { asRefusal, isIdempotencyError, stripe } from './stripe'
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
  const stored = await readCustomer(viewer.teamId)
  return stored?.subscriptions.some((row) => isLive(row)) ?? false
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
      if (isFresh && open.paramsHash === paramsHash) return open
      if ((await closeIntent(open)) === 'completed') return 'completed'
    }
    try {
      return await db().checkoutIntent.create({ data: { teamId, userId, paramsHash } })
    } catch (error) {
      // Another tab was faster: the partial unique index allows one open row. Look at theirs.
      const isTaken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
      if (!isTaken) throw error
    }
  }
  throw new Error(`no Checkout could be opened for team ${teamId}: other requests kept taking its place`)
}

/** Closes a Checkout that somebody may still have open in a tab, so that it cannot be paid as well. */
async function closeIntent(intent: Intent): Promise<'completed' | 'closed'> {
  const state = intent.sessionId ? await expireSession(intent.sessionId) : 'failed'
  await db().checkoutIntent.updateMany({ where: { id: intent.id, state: 'open' }, data: { state, url: null } })
  return state === 'completed' ? 'completed' : 'closed'
}

async function expireSession(sessionId: string): Promise<'completed' | 'expired'> {
  try {
    await stripe().checkout.sessions.expire(sessionId)
    return 'expired'
  } catch (error) {
    // Only an open session can be expired: see what became of this one.
    if (!asRefusal(error)) throw error
    const session = await stripe().checkout.sessions.retrieve(sessionId)
    return session.status === 'complete' ? 'completed' : 'expired'
  }
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
    await db().checkoutIntent.update({
      where: { id: intent.id },
      data: { sessionId: session.id, url: session.url, expiresAt: new Date(session.expires_at * 1000) },
    })
    return session.url
  } catch (error) {
    // A key that was used with other parameters is never used again: the next click takes a new one.
    if (isIdempotencyError(error) || asRefusal(error)) {
      await db().checkoutIntent.update({ where: { id: intent.id }, data: { state: 'failed' } })
    }
    throw error
  }
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
  if (intent.state === 'open') await readStripe(customer.id, now)
  return `/account/billing?flow=checkout-${intent.id}`
}
