import 'server-only'
import { db, type Transaction } from '@/lib/db'
import { isLive, type Policy, planColumns, type Snapshot, type SubscriptionFacts, scheduledEnd } from '../model'
import type { Stored } from '../store'

const instant = (seconds: number | null) => (seconds === null ? null : new Date(seconds * 1000))

/**
 * Keeps why somebody leaves and what came of it, in the sync's transaction. What they say comes in a second event, after
 * the click (Stripe's portal asks afterwards), so the row is filled in later.
 */
export async function recordCancellations(
  tx: Transaction,
  stored: Stored,
  snapshot: Snapshot,
  policy: Policy,
  now: Date,
): Promise<void> {
  for (const { facts } of snapshot.subscriptions) {
    if (facts.canceledAt !== null) await record(tx, stored, facts, facts.canceledAt, policy)
    const before = stored.subscriptions.get(facts.id)
    if (before?.canceledAt == null || facts.canceledAt !== null || !isLive(facts)) continue
    await tx.cancellation.updateMany({
      where: { subscriptionId: facts.id, requestedAt: new Date(before.canceledAt * 1000), outcome: 'leaving' },
      data: { outcome: 'kept', decidedAt: now },
    })
  }
}

async function record(
  tx: Transaction,
  { lifecycle }: Stored,
  facts: SubscriptionFacts,
  canceledAt: number,
  policy: Policy,
): Promise<void> {
  const id = { subscriptionId: facts.id, requestedAt: new Date(canceledAt * 1000) }
  const isOver = !isLive(facts)
  const row = {
    reason: facts.cancellationReason,
    feedback: facts.cancellationFeedback,
    // What somebody wrote may be about a person: of a closed account it is not kept.
    comment: lifecycle === 'closed' ? null : facts.cancellationComment,
    outcome: isOver ? ('ended' as const) : ('leaving' as const),
    endsAt: instant(isOver ? facts.endedAt : scheduledEnd(facts)),
    decidedAt: isOver ? instant(facts.endedAt) : null,
  }
  const create = { ...id, plan: planColumns(facts, policy).plan, ...row }
  await tx.cancellation.upsert({ where: { subscriptionId_requestedAt: id }, create, update: row })
}

/** Cancellations that were asked for since a moment, newest first: for an admin page. */
export function listCancellations(since: Date) {
  return db().cancellation.findMany({ where: { requestedAt: { gte: since } }, orderBy: { requestedAt: 'desc' } })
}

/**
 * What the portal's offer to stay came to since a moment: for an admin page.
 *
 * @returns how many cancellation flows were come back from, and how many of those took the discount
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
