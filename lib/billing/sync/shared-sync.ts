import 'server-only'
import { withTimeout } from '@/lib/timeout'
import { syncCustomer } from './sync-customer'

const deadlineMs = 10_000

type Syncs = { running: Promise<void>; next?: Promise<void> }

const byCustomer = new Map<string, Syncs>()

/**
 * `syncCustomer`, shared by all callers in this process that wait for the same customer. A sync that is already running may
 * have read Stripe too early, so everyone who calls during it shares the next one.
 *
 * @throws Error after ten seconds, and the errors of `syncCustomer`
 */
export function sharedSync(customerId: string, now: Date): Promise<void> {
  const current = byCustomer.get(customerId)
  if (!current) return start(customerId, now)
  const startNext = () => start(customerId, now)
  current.next ??= current.running.then(startNext, startNext)
  return withTimeout(deadlineMs, current.next)
}

/** A sync that hangs delays the next one by only ten seconds. */
function start(customerId: string, now: Date): Promise<void> {
  const running = withTimeout(deadlineMs, syncCustomer(customerId, now)).finally(() => {
    if (!syncs.next) byCustomer.delete(customerId)
  })
  const syncs: Syncs = { running }
  byCustomer.set(customerId, syncs)
  return running
}
