import 'server-only'
import { db } from '@/lib/db'
import type { AccountRef } from '../customers'
import type { Snapshot } from '../model'
import { fetchSnapshot } from './read-snapshot'

/** A customer and its sync counters, as they were before a sync read from Stripe. */
export type SyncTarget = {
  id: string
  teamId: string
  stripeCustomerId: string
  dirtySeq: bigint
  version: bigint
} & AccountRef

/**
 * Reads the customer's sync counters and then its state in Stripe. The order matters, because the counters must not
 * cover a change that happens during the fetch.
 *
 * @returns null for a customer that is not linked to Stripe
 * @throws what `fetchSnapshot` throws
 */
export async function readState(customerId: string): Promise<{ target: SyncTarget; snapshot: Snapshot } | null> {
  const target = await readTarget(customerId)
  return target && { target, snapshot: await fetchSnapshot(target.stripeCustomerId, target) }
}

/** Reads the customer and its sync counters. Returns null for a customer that is not linked to Stripe. */
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
  const { customer, ...counters } = row
  return { ...counters, ...customer, stripeCustomerId: row.customer.stripeCustomerId }
}
