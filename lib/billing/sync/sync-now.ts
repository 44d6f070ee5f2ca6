import 'server-only'
import { log } from '@/lib/log'
import { runBillingTasks } from '../follow-ups'
import { markDirty, markDirtyLater } from '../store'
import { sharedSync } from './shared-sync'

const laterMs = 30_000

/**
 * Marks the customer as changed and syncs it, within ten seconds. Calls for the same customer share syncs.
 *
 * @returns false if Stripe could not be read. The customer is still marked, so the background loop retries.
 */
export async function syncNow(customerId: string, now: Date): Promise<boolean> {
  await markDirty(customerId)
  try {
    await sharedSync(customerId, now)
    // Apply a new card to the subscription before the page is shown, and read the result.
    if ((await runBillingTasks(now, customerId)) > 0) await sharedSync(customerId, now)
    return true
  } catch (error) {
    log().warn({ err: error, customerId }, 'Stripe could not be read; the background loop will retry')
    return false
  }
}

/**
 * Marks the customer as changed and leaves the sync to the background loop. It runs after half a minute at the earliest, so
 * frequent returns do not keep the loop busy.
 */
export function syncLater(customerId: string, now: Date): Promise<void> {
  return markDirtyLater(customerId, new Date(now.getTime() + laterMs))
}
