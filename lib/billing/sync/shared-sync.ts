import 'server-only'
import { withTimeout } from '@/lib/timeout'
import { syncCustomer } from './sync-customer'

const deadlineMs = 10_000

type Syncs = { running: Promise<void>; next?: Promise<void> }

const byCustomer = new Map<string, Syncs>()

/**
 * `syncCustomer`, shared by everyone who waits for the same customer in this process. A sync that has begun may have read
 * Stripe too early, so whoever comes during it waits for the next one, which all of them share.
 *
 * @throws Error after ten seconds; otherwise as `syncCustomer` does
 */
export function sharedSync(customerId: string, now: Date): Promise<void> {
  const current = byCustomer.get(customerId)
  if (!current) return start(customerId, now)
  const startNext = () => start(customerId, now)
  current.next ??= current.running.then(startNext, startNext)
  return withTimeout(deadlineMs, current.next)
}

/** A sync that hangs holds up the next one for ten seconds only. */
function start(customerId: string, now: Date): Promise<void> {
  const running = withTimeout(deadlineMs, syncCustomer(customerId, now)).finally(() => {
    if (!syncs.next) byCustomer.delete(customerId)
  })
  const syncs: Syncs = { running }
  byCustomer.set(customerId, syncs)
  return running
}
