import 'server-only'
import { log } from '@/lib/log'
import { withTimeout } from '@/lib/timeout'
import { runBillingTasks } from '../follow-ups'
import { markDirty } from '../store'
import { syncCustomer } from './sync-customer'

const deadlineMs = 10_000

/**
 * Marks the customer as changed and syncs it, within ten seconds.
 *
 * @returns false if Stripe could not be read. The customer is still marked, so the background loop retries.
 */
export async function syncNow(customerId: string, now: Date): Promise<boolean> {
  await markDirty(customerId)
  try {
    await withTimeout(deadlineMs, syncCustomer(customerId, now))
    // Apply a new card to the subscription before the page is shown, and read the result.
    if ((await runBillingTasks(now, customerId)) > 0) await withTimeout(deadlineMs, syncCustomer(customerId, now))
    return true
  } catch (error) {
    log().warn({ err: error, customerId }, 'Stripe could not be read; the background loop will retry')
    return false
  }
}
