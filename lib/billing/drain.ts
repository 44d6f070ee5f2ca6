import 'server-only'
import { ZodError } from 'zod'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { OtherAccountError, otherAccountAlert } from './account'
import { raiseAlert } from './alerts'
import { advanceClosings } from './closing'
import { resolveUnowned } from './owner'
import { pushSeats } from './seats'
import { markGraceEnded, syncCustomer } from './sync'
import { runBillingTasks } from './task-runner'

const leaseMs = 60_000
const retryMsMax = 15 * 60_000
const batch = 10

/**
 * Does whatever billing has to do: finds the owners of events, notes whose days of grace are over, syncs every customer
 * that is marked as changed and due, carries out the tasks that followed, pushes seats, and goes on with accounts that
 * are being closed. A lease keeps two workers from doing the same work; being right does not depend on it (see sync.ts).
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

/**
 * Syncs one customer, and counts the failure when that does not work: what is stored stays, and it is due again later.
 *
 * @returns whether it worked
 */
export async function drainCustomer(id: string, now: Date): Promise<boolean> {
  try {
    await syncCustomer(id, now)
    await db().billingCustomer.update({ where: { id }, data: { leaseUntil: null } })
    return true
  } catch (error) {
    log().warn({ err: error, customerId: id }, 'sync failed; what is stored is kept, and it is tried again')
    const teamId = await countFailure(id, String(error).slice(0, 500), now)
    await tellAtOnce(error, { id, teamId }, now)
    return false
  }
}

/** Alerts of what waiting does not mend. An outage is told when it lasts (see stale.ts). */
async function tellAtOnce(error: unknown, customer: { id: string; teamId: string }, now: Date): Promise<void> {
  if (error instanceof OtherAccountError) {
    // One for a swapped key, however many customers it leaves behind.
    const message = `${error.message}: its stored state is kept`
    await raiseAlert({ kind: otherAccountAlert, key: error.key, teamId: null, message }, now)
  }
  if (error instanceof ZodError) {
    const [issue] = error.issues
    const message = `what Stripe says is not understood, so the stored state is kept: ${issue?.path.join('.')}: ${issue?.message}`
    await raiseAlert({ kind: 'unreadable', key: customer.id, teamId: customer.teamId, message }, now)
  }
}

/** @returns the team whose customer it is */
async function countFailure(id: string, lastError: string, now: Date): Promise<string> {
  const { attempts, stripeCustomerId, teamId } = await db().billingCustomer.update({
    where: { id },
    data: { attempts: { increment: 1 }, lastError },
    select: { attempts: true, stripeCustomerId: true, teamId: true },
  })
  const nextAttemptAt = new Date(now.getTime() + Math.min(retryMsMax, 1_000 * 2 ** attempts))
  await db().billingCustomer.update({ where: { id }, data: { nextAttemptAt, leaseUntil: null } })
  await db().stripeEvent.updateMany({
    where: { customerRef: stripeCustomerId, state: 'received' },
    data: { attempts: { increment: 1 }, error: lastError },
  })
  return teamId
}
