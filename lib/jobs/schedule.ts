import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { PgBoss } from 'pg-boss'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { timedJobs } from './work'

const jitterMsMax = 60_000
const hours = 3_600

/**
 * Starts pg-boss for the work that has its own times: of all processes on one database, one does each piece. pg-boss
 * keeps its tables in a schema of its own, which it makes when it first starts.
 *
 * @returns what ends it
 * @throws when the database cannot be reached, or does not let us make the schema
 */
export async function startSchedules(): Promise<() => Promise<void>> {
  const boss = new PgBoss({ connectionString: env().DATABASE_URL, schema: 'pgboss', max: 2 })
  boss.on('error', (error) => log().error({ err: error }, 'the scheduler has a fault; it goes on'))
  await boss.start()
  for (const [name, { cron, run }] of Object.entries(timedJobs)) {
    const queue = `timed.${name}`
    // One at a time and one waiting: a run that takes longer than its interval is not overtaken by the next.
    await boss.createQueue(queue, { policy: 'stately', expireInSeconds: 6 * hours, retryLimit: 2, retryDelay: 60 })
    await boss.schedule(queue, cron)
    await boss.work(queue, { pollingIntervalSeconds: 30 }, async () => {
      // Not everybody who runs this product should call Stripe in the same second.
      await sleep(Math.random() * jitterMsMax)
      const result = await run(new Date())
      log().info({ job: name, result: typeof result === 'number' ? result : undefined }, 'timed work is done')
    })
  }
  return () => boss.stop({ graceful: false })
}
