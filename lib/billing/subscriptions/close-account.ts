import 'server-only'
import { db, type Transaction } from '@/lib/db'
import { failure, isClaimable, leaseEnd, runEach } from '@/lib/leases'
import { log } from '@/lib/log'
import { findLost, linkCustomer } from '../customers'
import { inDays, isLive } from '../model'
import { jsonColumn } from '../store'
import { asRefusal, cancelNow, expireSession, isMissing, stripe } from '../stripe'
import { markDirty, syncCustomer } from '../sync'

/**
 * Begins to close a team's billing, inside the transaction in which the caller closes the account. From then on nobody of
 * the team can sign in for it and nothing can be bought; `advanceClosings` does the rest, however often it is cut short.
 *
 * @param teamId the team that goes
 * @returns `closing` when there is something to end at Stripe, `closed` when the team never had billing
 */
export async function beginClosing(tx: Transaction, teamId: string): Promise<'closing' | 'closed'> {
  const where = { teamId, lifecycle: 'live' as const }
  await tx.billingSync.updateMany({ where: { customer: where }, data: { attempts: 0, nextAttemptAt: null } })
  await tx.billingCustomer.updateMany({ where, data: { lifecycle: 'closing' } })
  const row = await tx.billingCustomer.findUnique({ where: { teamId }, select: { lifecycle: true } })
  return row === null || row.lifecycle === 'closed' ? 'closed' : 'closing'
}

/** Where the closing of a team's billing has got to; `none` for a team that never had any. */
export async function closingState(teamId: string): Promise<'none' | 'live' | 'closing' | 'closed'> {
  const row = await db().billingCustomer.findUnique({ where: { teamId }, select: { lifecycle: true } })
  return row?.lifecycle ?? 'none'
}

/**
 * Goes on with every account that is being closed and due: cancels what is live at Stripe, expires open Checkouts, reads
 * Stripe once more to be sure, and only then forgets who it was. Each step may be repeated; what stays is a tombstone
 * with Stripe's id, so that a late event finds it.
 *
 * @param now the present moment
 * @returns how many were closed
 */
export async function advanceClosings(now: Date): Promise<number> {
  return runEach(
    await takeClosing(now),
    (id) => close(id, now),
    (id, error) => postpone(id, error, now),
  )
}

async function takeClosing(now: Date): Promise<string[]> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    UPDATE "BillingSync" SET "leaseUntil" = ${leaseEnd(now)}
    WHERE "customerId" IN (
      SELECT "customerId" FROM "BillingSync" JOIN "BillingCustomer" ON "id" = "customerId"
      WHERE "lifecycle" = 'closing'
        AND ${isClaimable(now)}
      LIMIT 10 FOR UPDATE OF "BillingSync" SKIP LOCKED)
    RETURNING "customerId" AS "id"`
  return rows.map((row) => row.id)
}

async function close(id: string, now: Date): Promise<boolean> {
  const row = await db().billingCustomer.findUniqueOrThrow({ where: { id } })
  // A customer may have been asked for whose answer never came; it may have been paid with since.
  const lost = row.stripeCustomerId === null && row.createStartedAt ? await findAsked(row, now) : null
  if (lost) await linkCustomer(id, lost)
  const stripeCustomerId = row.stripeCustomerId ?? lost
  await expireOpen(row.teamId, stripeCustomerId)
  if (stripeCustomerId) {
    await cancelAll(stripeCustomerId)
    await markDirty(id)
    await syncCustomer(id, now)
    const subscriptions = await db().subscription.findMany({ where: { customerId: id, absentSince: null } })
    if (subscriptions.some(isLive)) throw new Error('a subscription is still live after it was cancelled')
  }
  await anonymise(id, row.teamId, now)
  return true
}

/** Under a key that Stripe still knows, the list has the customer as well. */
async function findAsked(row: Parameters<typeof findLost>[0], now: Date): Promise<string | null> {
  const longAgo = inDays(now, 2)
  return (await findLost(row, longAgo))?.id ?? null
}

async function cancelAll(customer: string): Promise<void> {
  try {
    for await (const { id, status } of stripe().subscriptions.list({ customer, status: 'all', limit: 100 })) {
      if (isLive({ status })) await cancelNow(id)
    }
  } catch (error) {
    if (!isMissing(error)) throw error
  }
}

async function expireOpen(teamId: string, customer: string | null): Promise<void> {
  const where = { teamId, state: 'open' as const }
  for (const { id, sessionId } of await db().checkoutIntent.findMany({ where })) {
    if (sessionId) await expireSession(sessionId)
    await db().checkoutIntent.update({ where: { id }, data: { state: 'expired', url: null } })
  }
  if (!customer) return
  try {
    // Also those whose answer was lost, so that no intent of ours names them.
    for await (const { id } of stripe().checkout.sessions.list({ customer, status: 'open', limit: 100 })) {
      await expireSession(id)
    }
  } catch (error) {
    if (!asRefusal(error)) throw error
  }
}

/** What tells of a person goes; amounts, dates and Stripe's ids stay, for the books and for late events. */
async function anonymise(id: string, teamId: string, now: Date): Promise<void> {
  const nothing = jsonColumn(null)
  await db().$transaction(async (tx) => {
    // First, and with a new version: a sync that began before must not write back what is forgotten here.
    await tx.billingSync.update({
      where: { customerId: id },
      data: { version: { increment: 1 }, leaseUntil: null, attempts: 0, nextAttemptAt: null, lastError: null },
    })
    await tx.billingCustomer.update({
      where: { id },
      data: { lifecycle: 'closed', closedAt: now, paymentMethod: nothing, billingDetails: nothing },
    })
    await tx.subscription.updateMany({ where: { customerId: id }, data: { defaultPaymentMethod: nothing } })
    await tx.cancellation.updateMany({ where: { subscription: { customerId: id } }, data: { comment: null } })
    await tx.portalFlow.deleteMany({ where: { teamId } })
    await tx.seatTarget.deleteMany({ where: { teamId } })
  })
}

async function postpone(id: string, error: unknown, now: Date): Promise<void> {
  log().warn({ err: error, customerId: id }, 'an account could not be closed yet; this will be retried')
  const where = { customerId: id }
  const { attempts } = await db().billingSync.findUniqueOrThrow({ where, select: { attempts: true } })
  await db().billingSync.update({ where, data: { ...failure(error, attempts, now), leaseUntil: null } })
}
