import 'server-only'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { carryNewCards } from './new-card'
import { syncCustomer } from './sync'

const leaseMs = 60_000
const retryMsMax = 15 * 60_000
const batch = 10

/**
 * Syncs every customer that is marked as changed and due. A lease keeps two workers from doing the same work; being
 * right does not depend on it (see sync.ts). A failure is counted and tried again later and later (up to 15 minutes).
 *
 * @param now the present moment
 * @returns how many customers were synced
 */
export async function drainBilling(now: Date): Promise<number> {
  let synced = 0
  for (;;) {
    const ids = await takeDue(now)
    for (const id of ids) if (await syncOne(id, now)) synced++
    if (ids.length < batch) break
  }
  if ((await carryNewCards(now)) > 0) return synced + (await drainBilling(now))
  return synced
}

async function takeDue(now: Date): Promise<string[]> {
  const leaseUntil = new Date(now.getTime() + leaseMs)
  const rows = await db().$queryRaw<{ id: string }[]>`
    UPDATE "BillingCustomer" SET "leaseUntil" = ${leaseUntil}
    WHERE "id" IN (
      SELECT "id" FROM "BillingCustomer"
      WHERE "dirtySeq" > "syncedSeq" AND "stripeCustomerId" IS NOT NULL
        AND ("nextAttemptAt" IS NULL OR "nextAttemptAt" <= ${now})
        AND ("leaseUntil" IS NULL OR "leaseUntil" <= ${now})
      ORDER BY "nextAttemptAt" NULLS FIRST LIMIT ${batch} FOR UPDATE SKIP LOCKED)
    RETURNING "id"`
  return rows.map((row) => row.id)
}

async function syncOne(id: string, now: Date): Promise<boolean> {
  try {
    await syncCustomer(id, now)
    await db().billingCustomer.update({ where: { id }, data: { leaseUntil: null } })
    return true
  } catch (error) {
    log().warn({ err: error, customerId: id }, 'sync failed; what is stored is kept, and it is tried again')
    const { attempts } = await db().billingCustomer.update({
      where: { id },
      data: { attempts: { increment: 1 }, lastError: String(error).slice(0, 500) },
      select: { attempts: true },
    })
    const nextAttemptAt = new Date(now.getTime() + Math.min(retryMsMax, 1_000 * 2 ** attempts))
    await db().billingCustomer.update({ where: { id }, data: { nextAttemptAt, leaseUntil: null } })
    return false
  }
}
