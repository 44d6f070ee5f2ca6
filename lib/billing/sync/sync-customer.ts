import 'server-only'
import { db, type Transaction } from '@/lib/db'
import { log } from '@/lib/log'
import { getCatalog, policyFrom } from '../catalog'
import { findNotifications, queueFollowUps, saveNotifications } from '../follow-ups'
import { type Projection, project, type Snapshot, secondsOf } from '../model'
import { isPlanKey } from '../plans'
import {
  type Alert,
  raiseAlert,
  readStored,
  type Stored,
  unreadableAlert,
  writeCustomer,
  writeEntitlement,
  writeSubscriptions,
} from '../store'
import { takeVersion } from './optimistic-lock'
import { readState } from './read-state'
import type { SyncTarget } from './sync-target'

// Stripe's state reaches the database only through this file. The order of the steps keeps the result correct with any number
// of concurrent syncs: read (dirtySeq, version) first, then fetch from Stripe, and write only if the version is
// unchanged. A successful write is therefore based on a fetch that started after the previous write. Older state never
// replaces newer state, and `syncedSeq` never covers a change that the fetch could not have seen.

const roundsMax = 10

/**
 * Marks customers whose grace period has ended since the last sync. Stripe sends no event for this, and another of the
 * customer's subscriptions may now grant a plan.
 *
 * @param now the current time
 */
export async function markGraceEnded(now: Date): Promise<void> {
  // Skip customers that are being written. The next run handles them.
  await db().$executeRaw`
    UPDATE "BillingSync" SET "dirtySeq" = "dirtySeq" + 1, "dirtySince" = COALESCE("dirtySince", now())
    WHERE "customerId" IN (
      SELECT "customerId" FROM "BillingSync"
      WHERE "dirtySeq" = "syncedSeq"
        AND "customerId" IN (SELECT "customerId" FROM "Entitlement" WHERE "graceUntil" <= ${now})
      FOR UPDATE SKIP LOCKED)`
}

/**
 * Updates a customer's stored state to at least what Stripe had at the time of the call. Idempotent, and safe to
 * run concurrently.
 *
 * @param customerId our id for the billing customer
 * @param now the current time
 * @throws Stripe's errors during an outage, ZodError if the format is unexpected, OtherAccountError if the key belongs
 *   to another account; the stored rows are then unchanged
 */
export async function syncCustomer(customerId: string, now: Date): Promise<void> {
  for (let round = 0; round < roundsMax; round++) {
    const state = await readState(customerId)
    if (!state) return
    if (await write(state.target, state.snapshot, now)) return
    // Another sync wrote since then. If it started after our target was set, it has seen everything that this sync had
    // to see.
    if (await isCovered(state.target)) return
  }
  throw new Error(
    `sync of ${customerId} lost to other syncs ${roundsMax} times; the customer stays marked and will be retried`,
  )
}

async function isCovered(target: SyncTarget): Promise<boolean> {
  const where = { customerId: target.id }
  const row = await db().billingSync.findUnique({ where, select: { syncedSeq: true } })
  return row === null || row.syncedSeq >= target.dirtySeq
}

async function write(target: SyncTarget, snapshot: Snapshot, now: Date): Promise<boolean> {
  const catalog = await getCatalog()
  const details = snapshot.subscriptions.map((subscription) => subscription.details)
  const policy = policyFrom(catalog)
  const projection = project(details, secondsOf(now), policy)
  const stored = await db().$transaction(async (tx) => {
    const before = await readStored(tx, target.id)
    const taken = before && (await takeVersion(tx, target, now))
    if (!before || !taken) return null
    await writeCustomer(tx, before, snapshot, catalog.accountId)
    await writeSubscriptions(tx, before, snapshot, policy, now)
    await writeEntitlement(tx, target.id, projection)
    await saveNotifications(tx, before, findNotifications(before, snapshot, catalog, now), snapshot, now)
    await queueFollowUps(tx, before, snapshot, policy, now)
    if (taken === 'covers all') await closeInbox(tx, target, now)
    return before
  })
  if (stored) await raiseAlerts(alertsOf(stored, projection), now)
  return stored !== null
}

/** Marks the events that this sync covers as done. */
async function closeInbox(tx: Transaction, target: SyncTarget, now: Date): Promise<void> {
  await tx.stripeEvent.updateMany({
    where: { customerRef: target.stripeCustomerId, state: { in: ['received', 'unowned'] } },
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
  // Raise one alert for the plan, no matter how many teams have it.
  const message = `The plan "${plan}" is not in lib/billing/plans.ts, but its customers still have it. See "Retire a plan" in docs/billing.md`
  return [...found, { kind: 'deleted_plan', key: plan, teamId: null, message }]
}

/** Raises alerts after the write, because a failure here must not undo the sync. */
async function raiseAlerts(alerts: Alert[], now: Date): Promise<void> {
  for (const alert of alerts) {
    try {
      await raiseAlert(alert, now)
    } catch (error) {
      log().error({ err: error, alert }, 'could not store an alert')
    }
  }
}
