import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { type CheckoutIntent, Prisma } from '@/lib/generated/prisma/client'
import type { LinkedCustomer } from '../customers'
import { isLive } from '../model'
import { expireSession, nullWhenMissing, stripe } from '../stripe'
import { statusOf } from './checkout-session'

/** A session can be paid for a day at most, and Stripe keeps a key for at least a day: then the intent is used up. */
const intentMsMax = 23 * 3_600_000

/** The team's one open Checkout, or why there is none to go on with. */
export type IntentTaken =
  | { kind: 'taken'; intent: CheckoutIntent }
  /** The team has a subscription by now, so nothing may be bought. */
  | { kind: 'subscribed' }
  /** Another tab is opening its own Checkout at this moment. */
  | { kind: 'busy' }

/**
 * Finds the team's open Checkout for the same purchase, or makes one in its place. One for another purchase is closed.
 *
 * @param paramsHash stands for what is bought
 * @param now the present moment
 */
export async function takeIntent(
  { teamId, userId }: Viewer,
  customer: LinkedCustomer,
  paramsHash: string,
  now: Date,
): Promise<IntentTaken> {
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
    // A partial unique index allows one open row for a team, and another tab was faster.
    const isTaken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
    if (!isTaken) throw error
    return { kind: 'busy' }
  }
}

/**
 * Whether any subscription is stored that is not over. A sync holds the customer's sync row until it commits, and closes
 * the team's open intents before that. Waiting for the row therefore means: either this sees the sync's subscription, or
 * the sync sees the new intent.
 */
async function isSubscribed(customerId: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM "BillingSync" WHERE "customerId" = ${customerId} FOR SHARE`
    const rows = await tx.subscription.findMany({ where: { customerId, absentSince: null }, select: { status: true } })
    return rows.some(isLive)
  })
}

/** Closes a Checkout that may still be open in a tab, so that it cannot be paid as well. */
async function closeIntent({ id, sessionId }: CheckoutIntent): Promise<'subscribed' | 'closed'> {
  // A session whose answer was lost has an address that nobody knows.
  const end = sessionId ? await expireSession(sessionId) : { state: 'failed' as const }
  // The intent of a live subscription stays open until a sync stores the two together.
  if (end.state === 'completed' && (await isLiveAtStripe(end.subscriptionId))) return 'subscribed'
  await db().checkoutIntent.updateMany({ where: { id, state: 'open' }, data: { state: end.state, url: null } })
  return 'closed'
}

async function isLiveAtStripe(subscriptionId: string | null): Promise<boolean> {
  if (!subscriptionId) return false
  const subscription = await stripe().subscriptions.retrieve(subscriptionId).catch(nullWhenMissing)
  return subscription !== null && isLive(subscription)
}
