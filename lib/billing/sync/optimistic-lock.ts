import 'server-only'
import type { Transaction } from '@/lib/db'
import type { SyncTarget } from './sync-target'

/**
 * The compare-and-set that orders all syncs. Rows change only if the version is still the one that was read.
 *
 * @returns null if another sync wrote since then, or else whether this write covers every mark made so far
 */
export async function takeVersion(
  tx: Transaction,
  target: SyncTarget,
  now: Date,
): Promise<'covers all' | 'covers some' | null> {
  const rows = await tx.$queryRaw<{ dirtySeq: bigint }[]>`
    UPDATE "BillingSync" SET "version" = "version" + 1, "syncedSeq" = ${target.dirtySeq}, "syncedAt" = ${now},
      "dirtySince" = CASE WHEN "dirtySeq" = ${target.dirtySeq} THEN NULL ELSE "dirtySince" END,
      "attempts" = 0, "nextAttemptAt" = NULL, "lastError" = NULL
    WHERE "customerId" = ${target.id} AND "version" = ${target.version}
    RETURNING "dirtySeq"`
  const row = rows[0]
  if (!row) return null
  return row.dirtySeq === target.dirtySeq ? 'covers all' : 'covers some'
}
