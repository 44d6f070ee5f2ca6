import 'server-only'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { startSchedules } from './schedule'
import { runDueJobs } from './work'

export { isCronRequest } from './cron'
export { runDueJobs, runTimedJobs } from './work'

const pauseMs = 2_000

// `next dev` may run the start-up hook again; one loop is enough.
const kept = globalThis as { appWorker?: NodeJS.Timeout }

/**
 * Starts the background work of this process: a loop that reads from Stripe what webhooks and returns marked as changed
 * and sends mail, and the schedules. Every process may run one; the rows themselves are leased. Work that is lost with a
 * process is still marked in the database and is done by the next one.
 */
export function startWorker(): void {
  if (kept.appWorker) return
  const tick = async () => {
    try {
      await runDueJobs(new Date())
    } catch (error) {
      log().error({ err: error }, 'background work failed; it is tried again')
    }
    kept.appWorker = setTimeout(tick, pauseMs)
    kept.appWorker.unref()
  }
  kept.appWorker = setTimeout(tick, pauseMs)
  kept.appWorker.unref()
  // Where no process stays alive the platform's own scheduler calls the routes under /api/cron.
  if (env().BILLING_SYNC === 'inline') return
  startSchedules().catch((error) => {
    log().error({ err: error }, 'nothing runs on a schedule: call /api/cron/reconcile every ten minutes instead')
  })
}
