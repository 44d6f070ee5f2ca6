import 'server-only'
import { db } from '@/lib/db'
import { advanceClosings, pushSeats } from '../subscriptions'
import { drainCustomer, markGraceEnded, runBillingTasks } from '../sync'
import { resolveUnowned } from '../webhook'

const leaseMs = 60_000
const batch = 10

/**
 * Does whatever billing has to do: finds the owners of events, notes whose days of grace are over, syncs every customer
 * that is marked as changed and due, carries out the tasks that followed, pushes seats, and goes on with accounts that
 * are being closed. A lease keeps two workers from doing the same work; being right does not depend on it (see sync-customer.ts).
 * A failure is counted and tried again later and later (up to 15 minutes).
 *
 * @param now the present moment
 * @returns how many customers were synced
 */
export async function drainBilling(now: Date): Promise<number> {
  await resolveUnowned(now)
  await markGraceEnded(now)
  let synced = await syncDue(now)
  const done = (await runBillingTasks(now)) + (await pushSeats(now)) + (await advanceClosings(now))
  if (done > 0) synced += await drainBilling(now)
  return synced
}

async function syncDue(now: Date): Promise<number> {
  let synced = 0
  for (;;) {
    const ids = await takeDue(now)
    for (const id of ids) if (await drainCustomer(id, now)) synced++
    if (ids.length < batch) return synced
  }
}

async function takeDue(now: Date): Promise<string[]> {
  const leaseUntil = new Date(now.getTime() + leaseMs)
  const rows = await db().$queryRaw<{ id: string }[]>`
    UPDATE "BillingSync" SET "leaseUntil" = ${leaseUntil}
    WHERE "customerId" IN (
      SELECT "customerId" FROM "BillingSync" JOIN "BillingCustomer" ON "id" = "customerId"
      WHERE "dirtySince" IS NOT NULL AND "dirtySeq" > "syncedSeq" AND "stripeCustomerId" IS NOT NULL
        AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= ${now})
        AND ("leaseUntil" IS NULL OR "leaseUntil" <= ${now})
      ORDER BY "dirtySince" LIMIT ${batch} FOR UPDATE OF "BillingSync" SKIP LOCKED)
    RETURNING "customerId" AS "id"`
  return rows.map((row) => row.id)
}
