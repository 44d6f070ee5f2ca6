import 'server-only'
import { db, type Transaction } from '@/lib/db'
import {
  dateOf,
  isLive,
  type Policy,
  planColumns,
  type Snapshot,
  type SubscriptionDetails,
  scheduledEnd,
} from '../model'
import type { Stored } from '../store'

/**
 * Records each cancellation with its reason and outcome, in the sync's transaction. Stripe's portal asks for feedback after
 * the cancellation, so a later sync fills it in.
 */
export async function recordCancellations(
  tx: Transaction,
  stored: Stored,
  snapshot: Snapshot,
  policy: Policy,
  now: Date,
): Promise<void> {
  for (const { details } of snapshot.subscriptions) {
    if (details.canceledAt !== null) await upsertCancellation(tx, stored, details, details.canceledAt, policy)
    const before = stored.subscriptions.get(details.id)
    if (before?.canceledAt == null || details.canceledAt !== null || !isLive(details)) continue
    await tx.cancellation.updateMany({
      where: { subscriptionId: details.id, requestedAt: dateOf(before.canceledAt), outcome: 'leaving' },
      data: { outcome: 'kept', decidedAt: now },
    })
  }
}

async function upsertCancellation(
  tx: Transaction,
  { lifecycle }: Stored,
  details: SubscriptionDetails,
  canceledAt: number,
  policy: Policy,
): Promise<void> {
  const id = { subscriptionId: details.id, requestedAt: dateOf(canceledAt) }
  const isOver = !isLive(details)
  const row = {
    reason: details.cancellationReason,
    feedback: details.cancellationFeedback,
    // A comment may contain personal data, so it is not stored for a closed account.
    comment: lifecycle === 'closed' ? null : details.cancellationComment,
    outcome: isOver ? ('ended' as const) : ('leaving' as const),
    endsAt: dateOf(isOver ? details.endedAt : scheduledEnd(details)),
    decidedAt: isOver ? dateOf(details.endedAt) : null,
  }
  const create = { ...id, plan: planColumns(details, policy).plan, ...row }
  await tx.cancellation.upsert({ where: { subscriptionId_requestedAt: id }, create, update: row })
}

/** Returns the cancellations requested since the given time, newest first, for an admin page. */
export function listCancellations(since: Date) {
  return db().cancellation.findMany({ where: { requestedAt: { gte: since } }, orderBy: { requestedAt: 'desc' } })
}

/**
 * Counts how many customers accepted the portal's retention offer since the given time, for an admin page.
 *
 * @returns how many customers returned from the cancellation flow, and how many of them took the discount
 */
export async function countRetained(since: Date): Promise<{ returned: number; retained: number }> {
  const where = {
    type: 'subscription_cancel' as const,
    returnedAt: { gte: since },
    outcome: 'completed' as const,
  }
  const [returned, retained] = await Promise.all([
    db().portalFlow.count({ where }),
    db().portalFlow.count({ where: { ...where, detail: 'retained' } }),
  ])
  return { returned, retained }
}
