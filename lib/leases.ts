import 'server-only'
import { Prisma } from './generated/prisma/client'

// For tables whose rows are work: `leaseUntil` keeps other workers away while one of them runs, and `nextAttemptAt` delays
// a retry. Leases save duplicate work. Correctness never depends on them.

const leaseMs = 60_000
const firstRetryMs = 2_000
const errorLengthMax = 500

/** When a lease taken now ends if its worker dies. */
export function leaseEnd(now: Date): Date {
  return new Date(now.getTime() + leaseMs)
}

/** A SQL condition on `nextAttemptAt` and `leaseUntil`: the row is due, and no worker has it. */
export function isClaimable(now: Date): Prisma.Sql {
  return Prisma.sql`("nextAttemptAt" IS NULL OR "nextAttemptAt" <= ${now}) AND ("leaseUntil" IS NULL OR "leaseUntil" <= ${now})`
}

/**
 * The columns to store after a failed attempt. Retries back off exponentially: 2 seconds at first, then double each time.
 *
 * @param attempts the number of earlier failed attempts
 * @param retryMsMax the longest delay, in milliseconds
 */
export function failure(error: unknown, attempts: number, now: Date, retryMsMax = 15 * 60_000) {
  const delayMs = Math.min(retryMsMax, firstRetryMs * 2 ** attempts)
  return {
    attempts: attempts + 1,
    nextAttemptAt: new Date(now.getTime() + delayMs),
    lastError: String(error).slice(0, errorLengthMax),
  }
}

/**
 * Runs the work for each row. A row that fails does not stop the others.
 *
 * @param onFailure records the failure, so that the row is retried later
 * @returns the number of rows for which `run` returned true
 */
export async function runEach<Row>(
  rows: readonly Row[],
  run: (row: Row) => Promise<boolean>,
  onFailure: (row: Row, error: unknown) => Promise<unknown>,
): Promise<number> {
  let done = 0
  for (const row of rows) {
    try {
      if (await run(row)) done++
    } catch (error) {
      await onFailure(row, error)
    }
  }
  return done
}
