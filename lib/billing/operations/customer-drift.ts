import 'server-only'
import { db } from '@/lib/db'

/** A customer whose stored state was outdated, with both states. */
export type DriftedCustomer = { customerId: string; teamId: string; before: string; after: string }

type State = { customerId: string; teamId: string; isSynced: boolean; dirtySeq: bigint; digest: string }

/** Reads the state to compare: the entitlement and the subscriptions that grant it. */
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
  const compared = subscriptions.map(({ absentSince, ...rest }) => ({ ...rest, isAbsent: absentSince !== null }))
  const digest = JSON.stringify({ entitlement, subscriptions: compared })
  return { customerId: id, teamId, isSynced: dirtySeq === syncedSeq, dirtySeq, digest }
}

/**
 * Compares a customer's state before and after a sync. A customer that was marked as changed before or during the sync did
 * not drift, since it would have been synced anyway.
 *
 * @returns the drift, or null if there is none
 */
export function driftOf(before: State, after: State): DriftedCustomer | null {
  const { customerId, teamId } = before
  const wasMarked = !before.isSynced || after.dirtySeq > before.dirtySeq + 1n
  if (wasMarked || before.digest === after.digest) return null
  return { customerId, teamId, before: before.digest, after: after.digest }
}
