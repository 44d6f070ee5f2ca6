import 'server-only'
import { drainBilling } from '@/lib/billing'
import { deliverMail } from '@/lib/email'
import { log } from '@/lib/log'

const pauseMs = 2_000

// `next dev` may run the start-up hook again; one loop is enough.
const kept = globalThis as { porticoWorker?: NodeJS.Timeout }

/**
 * Starts the background loop of this process: reads from Stripe what webhooks and returns marked as changed, and sends
 * mail. Every process may run one; the rows themselves are leased. Work that is lost with a process is still marked in
 * the database and is done by the next one.
 */
export function startWorker(): void {
  if (kept.porticoWorker) return
  const tick = async () => {
    try {
      await runDueJobs(new Date())
    } catch (error) {
      log().error({ err: error }, 'background work failed; it is tried again')
    }
    kept.porticoWorker = setTimeout(tick, pauseMs)
    kept.porticoWorker.unref()
  }
  kept.porticoWorker = setTimeout(tick, pauseMs)
  kept.porticoWorker.unref()
}

/** Does once whatever is due at `now`. */
export async function runDueJobs(now: Date): Promise<void> {
  await drainBilling(now)
  await deliverMail(now)
}
