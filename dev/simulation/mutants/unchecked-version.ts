import type * as original from '@/lib/billing/sync/optimistic-lock'

export const takeVersion: typeof original.takeVersion = async (tx, target, now) => {
  const { dirtySeq } = await tx.billingSync.update({
    where: { customerId: target.id },
    data: { version: { increment: 1 }, syncedSeq: target.dirtySeq, syncedAt: now, attempts: 0, nextAttemptAt: null },
  })
  const coversAll = dirtySeq === target.dirtySeq
  if (coversAll) await tx.billingSync.update({ where: { customerId: target.id }, data: { dirtySince: null } })
  return coversAll ? 'covers all' : 'covers some'
}
