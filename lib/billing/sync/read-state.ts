import 'server-only'
import { db } from '@/lib/db'
import type { AccountRef } from '../customers'
import type { Snapshot } from '../model'
import { fetchSnapshot } from './read-snapshot'

/** A customer and its marks, as they were before a sync read from Stripe. */
export type SyncTarget = {
  id: string
  teamId: string
  stripeCustomerId: string
  dirtySeq: bigint
  version: bigint
} & AccountRef

/**
 * Reads the customer's marks and then its state in Stripe. The order matters: a change during the fetch must not be covered
 * by the marks.
 *
 * @returns null for a customer that is not linked to Stripe
 * @throws what `fetchSnapshot` throws
 */
export async function readState(customerId: string): Promise<{ target: SyncTarget; snapshot: Snapshot } | null> {
  const target = await readTarget(customerId)
  return target && { target, snapshot: await fetchSnapshot(target.stripeCustomerId, target) }
}

/** The customer and its marks; null for a customer that is not linked to Stripe. */
export async function readTarget(customerId: string): Promise<SyncTarget | null> {
  const row = await db().billingSync.findUnique({
    where: { customerId },
    select: {
      dirtySeq: true,
      version: true,
      customer: { select: { id: true, teamId: true, stripeCustomerId: true, accountId: true, livemode: true } },
    },
  })
  if (!row?.customer.stripeCustomerId) return null
  const { customer, ...marks } = row
  return { ...marks, ...customer, stripeCustomerId: row.customer.stripeCustomerId }
}
