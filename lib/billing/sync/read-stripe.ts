import 'server-only'
import { log } from '@/lib/log'
import { markDirty } from '../store'
import { within } from './deadline'
import { runBillingTasks } from './run-follow-ups'
import { syncCustomer } from './sync-customer'

const deadlineMs = 10_000

/**
 * Marks the customer as changed and syncs, within ten seconds.
 *
 * @returns false when Stripe did not answer: the mark stays, so the background loop reads it later
 */
export async function readStripe(customerId: string, now: Date): Promise<boolean> {
  await markDirty(customerId)
  try {
    await within(deadlineMs, syncCustomer(customerId, now))
    // A new card is carried on to the subscription before the page is shown, and the result read back.
    if ((await runBillingTasks(now, customerId)) > 0) await within(deadlineMs, syncCustomer(customerId, now))
    return true
  } catch (error) {
    log().warn({ err: error, customerId }, 'Stripe could not be read on a return; the background loop goes on trying')
    return false
  }
}
