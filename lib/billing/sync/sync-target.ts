import 'server-only'
import { db } from '@/lib/db'
import type { AccountRef } from '../customers'

/** A customer and its sync counters from before a sync read from Stripe. */
export type SyncTarget = {
  id: string
  teamId: string
  stripeCustomerId: string
  dirtySeq: bigint
  version: bigint
} & AccountRef

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
