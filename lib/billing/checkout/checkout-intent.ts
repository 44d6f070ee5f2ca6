import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { type CheckoutIntent, Prisma } from '@/lib/generated/prisma/client'
import type { LinkedCustomer } from '../customers'
import { isLive } from '../model'
import { expireSession, nullWhenMissing, stripe } from '../stripe'
import { statusOf } from './checkout-session'

/** A session expires after at most a day, and Stripe keeps an idempotency key for at least a day. */
const intentMsMax = 23 * 3_600_000

/** The team's open checkout intent, or the reason it cannot have one. */
export type IntentResult =
  | { kind: 'taken'; intent: CheckoutIntent }
  /** The team already has a subscription. */
  | { kind: 'subscribed' }
  /** Another tab is opening Checkout. */
  | { kind: 'busy' }

/**
 * Finds the team's open checkout intent for the same purchase, or creates one. Closes an intent for a different
 * purchase.
 *
 * @param paramsHash identifies the purchase
 * @param now the current time
 */
export async function takeIntent(
  { teamId, userId }: Viewer,
  customer: LinkedCustomer,
  paramsHash: string,
  now: Date,
): Promise<IntentResult> {
  const open = await db().checkoutIntent.findFirst({ where: { teamId, state: 'open' } })
  if (open) {
    const until = open.expiresAt ?? new Date(open.createdAt.getTime() + intentMsMax)
    const isSame = until > now && open.paramsHash === paramsHash
    if (isSame && (!open.sessionId || (await statusOf(open.sessionId)) === 'open'))
      return { kind: 'taken', intent: open }
    if ((await closeIntent(open)) === 'subscribed') return { kind: 'subscribed' }
  }
  try {
    const intent = await db().checkoutIntent.create({ data: { teamId, userId, paramsHash, createdAt: now } })
    if (!(await isSubscribed(customer.id))) return { kind: 'taken', intent }
    await db().checkoutIntent.update({ where: { id: intent.id }, data: { state: 'failed' } })
    return { kind: 'subscribed' }
  } catch (error) {
    // A partial unique index allows one open row per team, and another tab created it first.
    const isTaken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
    if (!isTaken) throw error
    return { kind: 'busy' }
  }
}

/**
 * True if a live subscription is stored. A sync locks the customer's sync row and closes the team's open intents before
 * it commits. Waiting for this lock means that either this query sees the subscription, or the sync sees the new
 * intent.
 */
async function isSubscribed(customerId: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "BillingSync" WHERE "customerId" = ${customerId} FOR SHARE`
    const rows = await tx.subscription.findMany({ where: { customerId, absentSince: null }, select: { status: true } })
    return rows.some(isLive)
  })
}

/** Closes a checkout that may still be open in another tab, so that it cannot be paid too. */
async function closeIntent({ id, sessionId }: CheckoutIntent): Promise<'subscribed' | 'closed'> {
  // If there is no session id, Stripe's response was lost, and nobody has the session's URL.
  const end = sessionId ? await expireSession(sessionId) : { state: 'failed' as const }
  // The intent of a live subscription stays open until a sync stores the subscription and closes the intent.
  if (end.state === 'completed' && (await isLiveInStripe(end.subscriptionId))) return 'subscribed'
  await db().checkoutIntent.updateMany({ where: { id, state: 'open' }, data: { state: end.state, url: null } })
  return 'closed'
}

async function isLiveInStripe(subscriptionId: string | null): Promise<boolean> {
  if (!subscriptionId) return false
  const subscription = await stripe().subscriptions.retrieve(subscriptionId).catch(nullWhenMissing)
  return subscription !== null && isLive(subscription)
}
