import 'server-only'
import { db } from '@/lib/db'
import { isClaimable, leaseEnd } from '@/lib/leases'
import { runBillingTasks } from '../follow-ups'
import { advanceClosings, pushSeats } from '../subscriptions'
import { drainCustomer, markGraceEnded } from '../sync'
import { resolveUnowned } from '../webhook'

const batch = 10

/**
 * Does all the billing work that is due: matches events to customers, ends grace periods, syncs changed customers, runs
 * follow-up tasks, pushes seats, and continues closing accounts. Failures are retried with growing delays, up to 15
 * minutes.
 *
 * @param now the current time
 * @returns the number of customers that were synced
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
  const rows = await db().$queryRaw<{ id: string }[]>`
    UPDATE "BillingSync" SET "leaseUntil" = ${leaseEnd(now)}
    WHERE "customerId" IN (
      SELECT "customerId" FROM "BillingSync" JOIN "BillingCustomer" ON "id" = "customerId"
      WHERE "dirtySince" IS NOT NULL AND "dirtySeq" > "syncedSeq" AND "stripeCustomerId" IS NOT NULL
        AND ${isClaimable(now)}
      ORDER BY "dirtySince" LIMIT ${batch} FOR UPDATE OF "BillingSync" SKIP LOCKED)
    RETURNING "customerId" AS "id"`
  return rows.map((row) => row.id)
}
