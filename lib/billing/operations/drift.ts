import 'server-only'
import { db } from '@/lib/db'

/** A customer whose stored state was behind, with both states. */
export type DriftedCustomer = { customerId: string; teamId: string; before: string; after: string }

type State = { customerId: string; teamId: string; isClean: boolean; dirtySeq: bigint; digest: string }

/** What is compared: what is granted, and the subscriptions that it comes from. */
export async function stateOfCustomer(id: string): Promise<State | null> {
  const row = await db().billingCustomer.findUnique({
    where: { id },
    select: {
      teamId: true,
      sync: { select: { dirtySeq: true, syncedSeq: true } },
      entitlement: { select: { plan: true, subscriptionId: true } },
      subscriptions: {
        select: {
          stripeSubscriptionId: true,
          plan: true,
          status: true,
          items: true,
          cancelAt: true,
          cancelAtPeriodEnd: true,
          trialEnd: true,
          pauseCollection: true,
          schedule: true,
          pendingUpdate: true,
          absentSince: true,
        },
        orderBy: { stripeSubscriptionId: 'asc' },
      },
    },
  })
  if (!row?.sync) return null
  const { teamId, entitlement, subscriptions } = row
  const { dirtySeq, syncedSeq } = row.sync
  const seen = subscriptions.map(({ absentSince, ...rest }) => ({ ...rest, isAbsent: absentSince !== null }))
  const digest = JSON.stringify({ entitlement, subscriptions: seen })
  return { customerId: id, teamId, isClean: dirtySeq === syncedSeq, dirtySeq, digest }
}

/**
 * Tells drift from a change on its way: who was marked as changed, or was marked again meanwhile, was not forgotten.
 *
 * @returns what drifted; null when nothing did
 */
export function driftOf(before: State, after: State): DriftedCustomer | null {
  const { customerId, teamId } = before
  const isAnnounced = !before.isClean || after.dirtySeq > before.dirtySeq + 1n
  if (isAnnounced || before.digest === after.digest) return null
  return { customerId, teamId, before: before.digest, after: after.digest }
}
