import 'server-only'
import { db, type Transaction } from '@/lib/db'
import { failure, leaseEnd, runEach } from '@/lib/leases'
import { log } from '@/lib/log'

const retryMsMax = 60 * 60_000

export type OutboxItem = { kind: string; key: string; payload: unknown; attempts: number }

/**
 * Adds a task to the outbox in the transaction that requires it. Either both are committed or neither is.
 *
 * @param kind for example `mail.welcome`; the part before the dot is the family that runs it
 * @param key the same kind and key runs once, no matter how often it is added
 * @param expiresAt the task no longer runs after this time
 */
export async function enqueue(
  tx: Transaction,
  kind: string,
  key: string,
  payload: object,
  expiresAt: Date | null = null,
): Promise<void> {
  // Due immediately, even for a worker whose clock is slightly behind.
  const nextAttemptAt = new Date(0)
  await tx.outboxMessage.createMany({ data: [{ kind, key, payload, nextAttemptAt, expiresAt }], skipDuplicates: true })
}

/**
 * Runs the tasks that are due. Claiming a task moves its next attempt into the future, so two workers never run the same
 * one. A failed task is retried with increasing delays, up to one hour.
 *
 * @param family the part of the kind before the dot, for example `mail`
 * @param now the current time
 * @param runTask runs one task; if it throws, the task is retried
 * @param keyPrefix limits the run to tasks whose key starts with it
 * @returns the number of tasks that succeeded
 */
export async function deliverDue(
  family: string,
  now: Date,
  runTask: (item: OutboxItem) => Promise<void>,
  keyPrefix = '',
): Promise<number> {
  const due = await db().$queryRaw<OutboxItem[]>`
    UPDATE "OutboxMessage" SET "nextAttemptAt" = ${leaseEnd(now)}, "attempts" = "attempts" + 1
    WHERE ("kind", "key") IN (
      SELECT "kind", "key" FROM "OutboxMessage"
      WHERE "sentAt" IS NULL AND "nextAttemptAt" <= ${now} AND "kind" LIKE ${`${family}.%`}
        AND starts_with("key", ${keyPrefix}) AND ("expiresAt" IS NULL OR "expiresAt" > ${now})
      ORDER BY "nextAttemptAt" LIMIT 20 FOR UPDATE SKIP LOCKED)
    RETURNING "kind", "key", "payload", "attempts"`
  return runEach(
    due,
    (item) => finish(item, now, runTask),
    (item, error) => postpone(item, error, now),
  )
}

async function finish(item: OutboxItem, now: Date, runTask: (item: OutboxItem) => Promise<void>): Promise<true> {
  await runTask(item)
  const { kind, key } = item
  await db().outboxMessage.update({ where: { kind_key: { kind, key } }, data: { sentAt: now } })
  return true
}

async function postpone({ kind, key, attempts }: OutboxItem, error: unknown, now: Date): Promise<void> {
  log().warn({ err: error, kind, key, attempts }, 'an outbox task failed and will be retried')
  // Claiming the task has already counted this attempt.
  const { nextAttemptAt, lastError } = failure(error, attempts, now, retryMsMax)
  await db().outboxMessage.update({ where: { kind_key: { kind, key } }, data: { nextAttemptAt, lastError } })
}

/**
 * Deletes a family's tasks that were added before a given time, finished or not. Use it only for tasks with random keys,
 * which are never added again.
 */
export async function deleteTasks(family: string, before: Date): Promise<void> {
  await db().outboxMessage.deleteMany({ where: { kind: { startsWith: `${family}.` }, createdAt: { lt: before } } })
}

/**
 * Deletes the contents of tasks that finished or expired before a given time. Kind and key remain, so that no task ever
 * runs again.
 *
 * @returns the number of tasks whose contents were deleted
 */
export async function pruneOutbox(before: Date): Promise<number> {
  const { count } = await db().outboxMessage.updateMany({
    where: { OR: [{ sentAt: { lt: before } }, { expiresAt: { lt: before } }], NOT: { payload: { equals: {} } } },
    data: { payload: {}, lastError: null },
  })
  return count
}
