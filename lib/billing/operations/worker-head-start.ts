import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { drainBilling } from './worker'

// One change makes several events within a second (a new subscription six): the first is read at once, and the others
// together.
const restMs = 500

let running: Promise<unknown> | null = null
let following: Promise<unknown> | null = null

/**
 * Gives the drain a head start after a webhook: one run at a time in this process, with a rest before the next, so that a
 * flood of events is read from Stripe once for all of them and leaves the machine to those that still come. Whoever asks
 * during a run shares the next one, because the one under way may have passed their customer already.
 *
 * @returns when a run that began after the call is over
 * @throws what drainBilling throws; what it leaves undone is marked in the database, and the background loop does it
 */
export function drainSoon(): Promise<unknown> {
  if (following) return following
  if (!running) return run()
  const rest = () => sleep(restMs)
  following = running.then(rest, rest).then(run)
  return following
}

/** True when a run that has not begun yet will see what is marked by now, so that nobody needs to ask for one. */
export function isDrainComing(): boolean {
  return following !== null
}

function run(): Promise<unknown> {
  following = null
  running = drainBilling(new Date()).finally(() => {
    running = null
  })
  return running
}
