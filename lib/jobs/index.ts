import 'server-only'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { runDueJobs } from './jobs'
import { startSchedules } from './start-schedules'

export { isCronRequest } from './cron'
export { runDueJobs, runTimedJobs } from './jobs'

const pauseMs = 2_000

// `next dev` can run the startup hook again. One loop is enough.
const kept = globalThis as { appWorker?: NodeJS.Timeout }

/**
 * Starts this process's background work: the schedules, and a loop that syncs changed customers from Stripe and sends
 * email. Every process may run it, because rows are leased. If a process dies, its work stays marked in the database
 * and another process picks it up.
 */
export function startWorker(): void {
  if (kept.appWorker) return
  const tick = async () => {
    try {
      await runDueJobs(new Date())
    } catch (error) {
      log().error({ err: error }, 'background work failed and will be retried')
    }
    kept.appWorker = setTimeout(tick, pauseMs)
    kept.appWorker.unref()
  }
  kept.appWorker = setTimeout(tick, pauseMs)
  kept.appWorker.unref()
  // On platforms where no process stays alive, the platform's scheduler calls the routes under /api/cron.
  if (env().BILLING_SYNC === 'inline') return
  startSchedules().catch((error) => {
    log().error({ err: error }, 'the schedules could not start. Call /api/cron/reconcile every ten minutes instead')
  })
}
