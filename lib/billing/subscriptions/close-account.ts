import 'server-only'
import { db, type Transaction } from '@/lib/db'
import { failure, isClaimable, leaseEnd, runEach } from '@/lib/leases'
import { log } from '@/lib/log'
import { findLostCustomer, linkCustomer } from '../customers'
import { inDays, isLive } from '../model'
import { jsonColumn, markDirty } from '../store'
import { cancelNow, expireSession, isMissing, isRejection, stripe } from '../stripe'
import { syncCustomer } from '../sync'

/**
 * Starts closing a team's billing, inside the caller's transaction that closes the account. From then on, the team's
 * members cannot sign in or buy anything. `advanceClosings` does the rest and can be interrupted at any time.
 *
 * @param teamId the team to close
 * @returns `closing` if there is anything to end in Stripe, `closed` if the team never had billing or is already closed
 */
export async function beginClosing(tx: Transaction, teamId: string): Promise<'closing' | 'closed'> {
  const where = { teamId, lifecycle: 'live' as const }
  await tx.billingSync.updateMany({ where: { customer: where }, data: { attempts: 0, nextAttemptAt: null } })
  await tx.billingCustomer.updateMany({ where, data: { lifecycle: 'closing' } })
  const row = await tx.billingCustomer.findUnique({ where: { teamId }, select: { lifecycle: true } })
  return row === null || row.lifecycle === 'closed' ? 'closed' : 'closing'
}

/** Returns the state of a team's billing, or `none` if the team has never had billing. */
export async function closingState(teamId: string): Promise<'none' | 'live' | 'closing' | 'closed'> {
  const row = await db().billingCustomer.findUnique({ where: { teamId }, select: { lifecycle: true } })
  return row?.lifecycle ?? 'none'
}

/**
 * Continues closing every account that is due: expires open Checkouts, cancels live subscriptions, reads Stripe again
 * to confirm, and then deletes personal data. Each step can be repeated. The customer's row and its Stripe id remain,
 * so that late events can find it.
 *
 * @param now the current time
 * @returns the number of accounts that were closed
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
  // The response to the creation request may have been lost, and the customer may have subscribed since.
  const lost = row.stripeCustomerId === null && row.createStartedAt ? await findUnlinked(row, now) : null
  if (lost) await linkCustomer(id, lost)
  const stripeCustomerId = row.stripeCustomerId ?? lost
  await expireOpen(row.teamId, stripeCustomerId)
  if (stripeCustomerId) {
    await cancelAll(stripeCustomerId)
    await markDirty(id)
    await syncCustomer(id, now)
    const subscriptions = await db().subscription.findMany({ where: { customerId: id, absentSince: null } })
    if (subscriptions.some(isLive)) throw new Error('a subscription is still live after it was canceled')
  }
  await anonymize(id, row.teamId, now)
  return true
}

/** Finds a customer that was created but never linked. If it was created in the past, `findLostCustomer` searches Stripe's list. */
async function findUnlinked(row: Parameters<typeof findLostCustomer>[0], now: Date): Promise<string | null> {
  const longAgo = inDays(now, 2)
  return (await findLostCustomer(row, longAgo))?.id ?? null
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
    // Also expire sessions that have no stored intent because the response to their creation was lost.
    for await (const { id } of stripe().checkout.sessions.list({ customer, status: 'open', limit: 100 })) {
      await expireSession(id)
    }
  } catch (error) {
    if (!isRejection(error)) throw error
  }
}

/** Deletes personal data. Amounts, dates, and Stripe's ids remain for accounting and late events. */
async function anonymize(id: string, teamId: string, now: Date): Promise<void> {
  const nothing = jsonColumn(null)
  await db().$transaction(async (tx) => {
    // Raise the version first, so that a sync in progress cannot write personal data back.
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
  log().warn({ err: error, customerId: id }, 'an account could not be closed and will be retried')
  const where = { customerId: id }
  const { attempts } = await db().billingSync.findUniqueOrThrow({ where, select: { attempts: true } })
  await db().billingSync.update({ where, data: { ...failure(error, attempts, now), leaseUntil: null } })
}
