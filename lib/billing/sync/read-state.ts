import 'server-only'
import type { Snapshot } from '../model'
import { fetchSnapshot } from './fetch-snapshot'
import { readTarget, type SyncTarget } from './sync-target'

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
