import 'server-only'
import { drainBilling } from './drain'

let running: Promise<unknown> | null = null
let following: Promise<unknown> | null = null

/**
 * Gives the drain a head start after a webhook: one run at a time in this process, so that a flood of events is read
 * from Stripe once for all of them and leaves the machine to those that still come. Whoever asks during a run shares the
 * next one, because the one under way may have passed their customer already.
 *
 * @returns when a run that began after the call is over
 * @throws what drainBilling throws; what it leaves undone is marked in the database, and the background loop does it
 */
export function drainSoon(): Promise<unknown> {
  if (following) return following
  if (!running) return run()
  following = running.then(run, run)
  return following
}

function run(): Promise<unknown> {
  following = null
  running = drainBilling(new Date()).finally(() => {
    running = null
  })
  return running
}
