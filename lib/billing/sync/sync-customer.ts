import 'server-only'
import { db, type Transaction } from '@/lib/db'
import { log } from '@/lib/log'
import type { Home } from '../customers'
import { type Projection, policyOver, project, type Snapshot } from '../model'
import { isPlanKey } from '../plans'
import {
  type Alert,
  getCatalog,
  raiseAlert,
  readStored,
  type Stored,
  unreadableAlert,
  writeCustomer,
  writeEntitlement,
  writeSubscriptions,
} from '../store'
import { followChanges } from './follow-ups'
import { keepNews, newsOf } from './notifications'
import { fetchSnapshot } from './read-snapshot'

// The one path by which Stripe's state becomes ours. The order of the steps is what makes it right under any number of
// concurrent syncs: read (dirtySeq, version) first, fetch second, and write only if the version is still the one read.
// A write that succeeds therefore rests on a fetch that began after the previous write, so no older state can follow a
// newer one, and `syncedSeq` never covers a change that the fetch could not have seen.

/** What a sync read of its customer before it asked Stripe. */
export type Read = { id: string; teamId: string; stripeCustomerId: string; dirtySeq: bigint; version: bigint } & Home

const roundsMax = 10

/**
 * Marks customers whose days of grace have ended since they were read. Stripe sends no event for it, and what they may
 * use now has to be projected anew: another subscription may grant a plan.
 *
 * @param now the present moment
 */
export async function markGraceEnded(now: Date): Promise<void> {
  // Whoever is being written at this moment is looked at the next time: two of these must not wait for each other.
  await db().$executeRaw`
    UPDATE "BillingSync" SET "dirtySeq" = "dirtySeq" + 1, "dirtySince" = COALESCE("dirtySince", now())
    WHERE "customerId" IN (
      SELECT "customerId" FROM "BillingSync"
      WHERE "dirtySeq" = "syncedSeq"
        AND "customerId" IN (SELECT "customerId" FROM "Entitlement" WHERE "graceUntil" <= ${now})
      FOR UPDATE SKIP LOCKED)`
}

/**
 * Brings the stored state of one customer up to at least what Stripe had when this was called. Idempotent; any number
 * may run at once.
 *
 * @param customerId our id of the billing customer
 * @param now the present moment
 * @throws Stripe's errors on an outage, ZodError on a shape that is not understood, OtherAccountError when the key was
 *   swapped; the stored rows are then untouched
 */
export async function syncCustomer(customerId: string, now: Date): Promise<void> {
  for (let round = 0; round < roundsMax; round++) {
    const read = await readTarget(customerId)
    if (!read) return
    const snapshot = await fetchSnapshot(read.stripeCustomerId, read)
    if (await write(read, snapshot, now)) return
    // Somebody wrote since our read. If they began after our target was set, they have seen what we had to see.
    if (await isCovered(read)) return
  }
  throw new Error(`sync of ${customerId} lost to other writers ${roundsMax} times; it stays marked for the next round`)
}

async function readTarget(customerId: string): Promise<Read | null> {
  const row = await db().billingSync.findUnique({
    where: { customerId },
    select: {
      dirtySeq: true,
      version: true,
      customer: { select: { id: true, teamId: true, stripeCustomerId: true, accountId: true, livemode: true } },
    },
  })
  if (!row?.customer.stripeCustomerId) return null
  const { customer, ...read } = row
  return { ...read, ...customer, stripeCustomerId: row.customer.stripeCustomerId }
}

async function isCovered(read: Read): Promise<boolean> {
  const where = { customerId: read.id }
  const row = await db().billingSync.findUnique({ where, select: { syncedSeq: true } })
  return row === null || row.syncedSeq >= read.dirtySeq
}

async function write(read: Read, snapshot: Snapshot, now: Date): Promise<boolean> {
  const catalog = await getCatalog()
  const facts = snapshot.subscriptions.map((subscription) => subscription.facts)
  const policy = policyOver(catalog)
  const projection = project(facts, Math.floor(now.getTime() / 1000), policy)
  const stored = await db().$transaction(async (tx) => {
    const before = await readStored(tx, read.id)
    const taken = before && (await takeVersion(tx, read, now))
    if (!before || !taken) return null
    await writeCustomer(tx, before, snapshot, catalog.accountId)
    await writeSubscriptions(tx, before, snapshot, policy, now)
    await writeEntitlement(tx, read.id, projection)
    await keepNews(tx, before, newsOf(before, snapshot, catalog, now), snapshot, now)
    await followChanges(tx, before, snapshot, policy, now)
    if (taken === 'covers all') await closeInbox(tx, read, now)
    return before
  })
  if (stored) await raiseAlerts(alertsOf(stored, projection), now)
  return stored !== null
}

/**
 * The compare-and-set that orders all writers: no row changes unless the version is the one that was read.
 *
 * @returns null when somebody else wrote since; else whether this write covers every mark that there is by now
 */
async function takeVersion(tx: Transaction, read: Read, now: Date): Promise<'covers all' | 'covers some' | null> {
  const rows = await tx.$queryRaw<{ dirtySeq: bigint }[]>`
    UPDATE "BillingSync" SET "version" = "version" + 1, "syncedSeq" = ${read.dirtySeq}, "syncedAt" = ${now},
      "dirtySince" = CASE WHEN "dirtySeq" = ${read.dirtySeq} THEN NULL ELSE "dirtySince" END,
      "attempts" = 0, "nextAttemptAt" = NULL, "lastError" = NULL
    WHERE "customerId" = ${read.id} AND "version" = ${read.version}
    RETURNING "dirtySeq"`
  const row = rows[0]
  if (!row) return null
  return row.dirtySeq === read.dirtySeq ? 'covers all' : 'covers some'
}

/** Says in the ledger what came of the events that this sync covers. */
async function closeInbox(tx: Transaction, read: Read, now: Date): Promise<void> {
  await tx.stripeEvent.updateMany({
    where: { customerRef: read.stripeCustomerId, state: { in: ['received', 'unowned'] } },
    data: { state: 'done', result: 'synced', processedAt: now, error: null },
  })
}

function alertsOf(stored: Stored, { plan, alerts }: Projection): Alert[] {
  const { teamId, unreadable } = stored
  const found: Alert[] = alerts.map((message) => {
    return { kind: 'projection', key: `${teamId}: ${message}`, teamId, message }
  })
  if (unreadable.length > 0) found.push(unreadableAlert(stored, unreadable))
  if (isPlanKey(plan)) return found
  // One for the plan, however many teams have it.
  const message = `the plan "${plan}" is not in lib/billing/plans.ts; its customers keep it: see docs/billing.md, "Retire a plan"`
  return [...found, { kind: 'deleted_plan', key: plan, teamId: null, message }]
}

/** Raises alerts after the write: a failure here must not undo the sync. */
async function raiseAlerts(alerts: Alert[], now: Date): Promise<void> {
  for (const alert of alerts) {
    try {
      await raiseAlert(alert, now)
    } catch (error) {
      log().error({ err: error, alert }, 'could not store an alert')
    }
  }
}
