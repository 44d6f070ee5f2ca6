import 'server-only'
import { db, type Transaction } from '@/lib/db'
import { log } from '@/lib/log'

const leaseMs = 60_000
const retryMsMax = 60 * 60_000

export type OutboxItem = { kind: string; key: string; payload: unknown; attempts: number }

/**
 * Writes a task to the outbox, inside the transaction that decided on it: both happen, or neither.
 *
 * @param kind what sort of task, for example `mail.welcome`; its part before the dot names who carries it out
 * @param key what it is about; the same kind and key is carried out once, however often it is enqueued
 * @param expiresAt after this moment it is not carried out any more
 */
export async function enqueue(
  tx: Transaction,
  kind: string,
  key: string,
  payload: object,
  expiresAt: Date | null = null,
): Promise<void> {
  // Due at once, also for a worker whose clock is a little behind this one or behind the database's.
  const nextAttemptAt = new Date(0)
  await tx.outboxMessage.createMany({ data: [{ kind, key, payload, nextAttemptAt, expiresAt }], skipDuplicates: true })
}

/**
 * Carries out what is due. Taking a task pushes its next attempt into the future, so two workers do not do the same
 * one; a task that fails stays, and is tried again later and later (up to hourly).
 *
 * @param family the part of the kind before the dot, for example `mail`
 * @param now the present moment
 * @param carryOut does one task; when it throws, the task is tried again
 * @param keyPrefix only tasks whose key begins so; all when left out
 * @returns how many were carried out
 */
export async function deliverDue(
  family: string,
  now: Date,
  carryOut: (item: OutboxItem) => Promise<void>,
  keyPrefix = '',
): Promise<number> {
  const leased = new Date(now.getTime() + leaseMs)
  const due = await db().$queryRaw<OutboxItem[]>`
    UPDATE "OutboxMessage" SET "nextAttemptAt" = ${leased}, "attempts" = "attempts" + 1
    WHERE ("kind", "key") IN (
      SELECT "kind", "key" FROM "OutboxMessage"
      WHERE "sentAt" IS NULL AND "nextAttemptAt" <= ${now} AND "kind" LIKE ${`${family}.%`}
        AND starts_with("key", ${keyPrefix}) AND ("expiresAt" IS NULL OR "expiresAt" > ${now})
      ORDER BY "nextAttemptAt" LIMIT 20 FOR UPDATE SKIP LOCKED)
    RETURNING "kind", "key", "payload", "attempts"`
  let done = 0
  for (const item of due) if (await attempt(item, now, carryOut)) done++
  return done
}

async function attempt(item: OutboxItem, now: Date, carryOut: (item: OutboxItem) => Promise<void>): Promise<boolean> {
  const { kind, key, attempts } = item
  const where = { kind_key: { kind, key } }
  try {
    await carryOut(item)
  } catch (error) {
    log().warn({ err: error, kind, key, attempts }, 'an outbox task failed; it is tried again')
    const waitMs = Math.min(retryMsMax, 5_000 * 2 ** attempts)
    const lastError = String(error).slice(0, 500)
    await db().outboxMessage.update({ where, data: { nextAttemptAt: new Date(now.getTime() + waitMs), lastError } })
    return false
  }
  await db().outboxMessage.update({ where, data: { sentAt: now } })
  return true
}

/**
 * Forgets the contents of what was sent or expired before a moment. The kind and key stay, so that nothing is ever
 * carried out again.
 *
 * @returns how many were emptied
 */
export async function pruneOutbox(before: Date): Promise<number> {
  const { count } = await db().outboxMessage.updateMany({
    where: { OR: [{ sentAt: { lt: before } }, { expiresAt: { lt: before } }], NOT: { payload: { equals: {} } } },
    data: { payload: {}, lastError: null },
  })
  return count
}
