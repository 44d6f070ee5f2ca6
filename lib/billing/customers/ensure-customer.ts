import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { isLive, secondsOf } from '../model'
import { markDirty } from '../store'
import { isLivemode, isMissing, isServerError, type Stripe, stripe } from '../stripe'
import { linkCustomer } from './link-customer'
import { type AccountRef, OtherAccountError, requireSameAccount } from './require-same-account'

export type LinkedCustomer = { id: string; stripeCustomerId: string }

type Row = AccountRef & { id: string; teamId: string; createKey: string; createStartedAt: Date | null }

/** Stripe keeps an idempotency key for at least 24 hours (Stripe docs: idempotent requests). */
const keyMsMax = 24 * 3_600_000

/**
 * Returns the team's Stripe customer and creates it on first use. The row is created first, and its `createKey` is the
 * idempotency key, so that concurrent tabs, timeouts, and crashes cannot create a second customer. A customer that was
 * deleted in Stripe is replaced under a new key.
 *
 * @param viewer a member of the team; the Stripe customer gets this member's email and the team's name
 * @param now the current time
 * @throws AppError `conflict` if the account is being closed, `unavailable` if the API key belongs to another account;
 *   Stripe's error if a request fails, in which case the next call picks up where this one stopped
 */
export async function ensureCustomer(viewer: Viewer, now = new Date()): Promise<LinkedCustomer> {
  const { teamId } = viewer
  await createRows(teamId)
  const row = await db().billingCustomer.findUniqueOrThrow({ where: { teamId } })
  if (row.lifecycle !== 'live') throw new AppError('conflict', 'This account is being closed.')
  if (row.stripeCustomerId && (await stillExists(row.stripeCustomerId))) {
    return { id: row.id, stripeCustomerId: row.stripeCustomerId }
  }
  const unlinked = row.stripeCustomerId ? await unlink(row, row.stripeCustomerId) : row
  const stripeCustomerId = await createCustomer(viewer, unlinked, now)
  await linkCustomer(row.id, stripeCustomerId)
  // Another tab may have linked a customer first, so use the one in the row.
  const after = await db().billingCustomer.findUniqueOrThrow({ where: { id: row.id } })
  return { id: row.id, stripeCustomerId: after.stripeCustomerId ?? stripeCustomerId }
}

/** Creates the rows if they do not exist. Two concurrent upserts could conflict. */
async function createRows(teamId: string): Promise<void> {
  await db().$transaction([
    db().billingCustomer.createMany({ data: [{ teamId, livemode: isLivemode() }], skipDuplicates: true }),
    db().$executeRaw`
      INSERT INTO "BillingSync" ("customerId") SELECT "id" FROM "BillingCustomer" WHERE "teamId" = ${teamId}
      ON CONFLICT DO NOTHING`,
  ])
}

/**
 * Creates a customer and then sets its email and name. Requests with the same idempotency key must be identical, so the
 * first request contains nothing that depends on the viewer. Another member can then retry it after a lost response.
 */
async function createCustomer(viewer: Viewer, row: Row, now: Date): Promise<string> {
  const { email, teamName: name, locale } = viewer
  const stripeCustomerId = (await findLostCustomer(row, now))?.id ?? (await createUnderKey(row, now))
  try {
    await stripe().customers.update(stripeCustomerId, { email, name, preferred_locales: [locale] })
    return stripeCustomerId
  } catch (error) {
    // For a day, the key returns the same customer, even if it has been deleted.
    if (!isMissing(error)) throw error
    return createCustomer(viewer, await renewKey(row), now)
  }
}

async function createUnderKey(row: Row, now: Date): Promise<string> {
  // Recorded before the request, because Stripe may create a customer even if the response is lost.
  await db().billingCustomer.updateMany({
    where: { id: row.id, createStartedAt: null },
    data: { createStartedAt: now },
  })
  const idempotencyKey = `customer-${row.createKey}`
  try {
    return (await stripe().customers.create({ metadata: { team_id: row.teamId } }, { idempotencyKey })).id
  } catch (error) {
    // Stripe repeats a server error for the same key, so the next attempt needs a new one.
    if (isServerError(error)) await renewKey(row)
    throw error
  }
}

/**
 * Finds a customer that was created with an idempotency key that may have expired. It lists customers and compares
 * our metadata, because Stripe's search index can be outdated and an email does not identify a team.
 */
export async function findLostCustomer({ teamId, createStartedAt }: Row, now: Date): Promise<Stripe.Customer | null> {
  if (!createStartedAt || now.getTime() - createStartedAt.getTime() < keyMsMax) return null
  const from = secondsOf(createStartedAt) - 3_600
  const customers = stripe().customers.list({ created: { gte: from }, limit: 100 })
  for await (const customer of customers) if (customer.metadata.team_id === teamId) return customer
  return null
}

async function stillExists(stripeCustomerId: string): Promise<boolean> {
  try {
    const customer = await stripe().customers.retrieve(stripeCustomerId)
    return !customer.deleted
  } catch (error) {
    // The customer is in another account or mode. No other error should lead to a second customer.
    if (isMissing(error)) return false
    throw error
  }
}

const newKey = () => ({ createKey: crypto.randomUUID(), createStartedAt: null })

/** Prevents a second purchase while a live-mode subscription in another account may still be charging. */
async function rejectOtherAccount({ id, ...account }: Row): Promise<void> {
  const rows = account.livemode
    ? await db().subscription.findMany({ where: { customerId: id, absentSince: null } })
    : []
  try {
    if (rows.some(isLive)) await requireSameAccount(account)
  } catch (error) {
    if (!(error instanceof OtherAccountError)) throw error
    log().error({ customerId: id }, `purchases are blocked: ${error.message}`)
    throw new AppError('unavailable', 'Plans aren’t available right now. Try again later.')
  }
}

/** Unlinks a deleted customer. If two tabs do this, one sets a new key and the other reads it. */
async function unlink(row: Row, deletedCustomerId: string): Promise<Row> {
  await rejectOtherAccount(row)
  const { id } = row
  await db().$transaction(async (tx) => {
    await markDirty(id, tx)
    const { count } = await tx.billingCustomer.updateMany({
      where: { id, stripeCustomerId: deletedCustomerId },
      data: { stripeCustomerId: null, ...newKey() },
    })
    if (count === 0) return
    // No sync will read the deleted customer again, so its events would never be processed.
    await tx.stripeEvent.updateMany({
      where: { customerRef: deletedCustomerId, state: { in: ['received', 'unowned'] } },
      data: { state: 'done', result: 'its customer was deleted', processedAt: new Date(), error: null },
    })
  })
  return db().billingCustomer.findUniqueOrThrow({ where: { id } })
}

/** Replaces a key that can no longer be used. If two tabs do this, one sets it and the other reads it. */
async function renewKey({ id, createKey }: Row): Promise<Row> {
  await db().billingCustomer.updateMany({ where: { id, createKey }, data: newKey() })
  return db().billingCustomer.findUniqueOrThrow({ where: { id } })
}
