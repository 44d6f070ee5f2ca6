import 'server-only'
import { setTimeout as sleep } from 'node:timers/promises'
import { PgBoss } from 'pg-boss'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { timedJobs } from './jobs'

const jitterMsMax = 60_000
const hours = 3_600

/**
 * Starts pg-boss for scheduled work. If several processes share a database, only one of them runs each job.
 * pg-boss creates its own schema the first time it starts.
 *
 * @returns a function that stops it
 * @throws if the database cannot be reached, or if its user is not allowed to create the schema
 */
export async function startSchedules(): Promise<() => Promise<void>> {
  const boss = new PgBoss({ connectionString: env().DATABASE_URL, schema: 'pgboss', max: 2 })
  boss.on('error', (error) => log().error({ err: error }, 'the scheduler reported an error and keeps running'))
  await boss.start()
  for (const [name, { cron, run }] of Object.entries(timedJobs)) {
    const queue = `timed.${name}`
    // Allows one running and one waiting job, so that a slow run never overlaps with the next one.
    await boss.createQueue(queue, { policy: 'stately', expireInSeconds: 6 * hours, retryLimit: 2, retryDelay: 60 })
    await boss.schedule(queue, cron)
    await boss.work(queue, { pollingIntervalSeconds: 30 }, async () => {
      // Deployments of this starter should not all call Stripe in the same second.
      await sleep(Math.random() * jitterMsMax)
      const result = await run(new Date())
      log().info({ job: name, result: typeof result === 'number' ? result : undefined }, 'scheduled job finished')
    })
  }
  return () => boss.stop({ graceful: false })
}
