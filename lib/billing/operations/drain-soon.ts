import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { drainBilling } from './worker'

// One change triggers several events within a second (six for a new subscription). The first is processed right away, and
// the others are processed together.
const pauseMs = 500

let running: Promise<unknown> | null = null
let next: Promise<unknown> | null = null

/**
 * Processes a webhook without waiting for the background loop. Only one run happens at a time in this process, with a
 * pause before the next one, so that a burst of events causes only a few reads. Calls during a run share the next run,
 * because the current one may already have processed their customer.
 *
 * @returns a promise that resolves when a run that started after the call is done
 * @throws what drainBilling throws. Unfinished work remains marked in the database for the background loop.
 */
export function drainSoon(): Promise<unknown> {
  if (next) return next
  if (!running) return run()
  const pause = () => sleep(pauseMs)
  next = running.then(pause, pause).then(run)
  return next
}

/** Returns true if a run is already waiting to start. It will see everything marked so far. */
export function isDrainComing(): boolean {
  return next !== null
}

function run(): Promise<unknown> {
  next = null
  running = drainBilling(new Date()).finally(() => {
    running = null
  })
  return running
}
