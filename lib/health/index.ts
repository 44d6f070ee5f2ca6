import 'server-only'
import { countElsewhere, oldestDirtySince } from '@/lib/billing'
import { db } from '@/lib/db'
import { log } from '@/lib/log'

export type Health = {
  ok: boolean
  database: 'up' | 'down'
  /** Migrations that ended; null when the database is down. One that failed makes it not ok. */
  migrations: number | null
  /** How long the customer that has waited longest waits to be read from Stripe, in seconds. */
  oldestDirtySeconds: number | null
  /** What is wrong with billing, in a sentence; null when nothing is. */
  billing: string | null
  version: string
}

/** Raised with each release that is worth telling apart. */
const version = '0.1.0'
const staleSeconds = 600
// Anybody may ask: which accounts they are is for the log and the doctor.
const otherAccount =
  'STRIPE_SECRET_KEY is of another Stripe account or mode than customers here: their stored state is kept and not read. `npm run billing -- doctor` says more.'

/**
 * Says whether this process can do its work. Nothing in the answer is secret, so anybody may ask.
 *
 * @param now the present moment
 */
export async function getHealth(now: Date): Promise<Health> {
  try {
    const [rows, since, elsewhere] = await Promise.all([
      db().$queryRaw<{ applied: bigint; failed: bigint }[]>`
        SELECT count(*) FILTER (WHERE finished_at IS NOT NULL) AS applied,
          count(*) FILTER (WHERE finished_at IS NULL AND rolled_back_at IS NULL) AS failed
        FROM _prisma_migrations`,
      oldestDirtySince(),
      countElsewhere(),
    ])
    const [migrations, failed] = [Number(rows[0]?.applied ?? 0), Number(rows[0]?.failed ?? 0)]
    const oldestDirtySeconds = since ? Math.max(0, Math.round((now.getTime() - since.getTime()) / 1000)) : 0
    const billing = elsewhere > 0 ? otherAccount : null
    const ok = migrations > 0 && failed === 0 && oldestDirtySeconds < staleSeconds && !billing
    return { ok, database: 'up', migrations, oldestDirtySeconds, billing, version }
  } catch (error) {
    log().error({ err: error }, 'the database cannot be asked')
    return { ok: false, database: 'down', migrations: null, oldestDirtySeconds: null, billing: null, version }
  }
}
