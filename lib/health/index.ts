import 'server-only'
import { oldestDirtySince } from '@/lib/billing'
import { db } from '@/lib/db'
import { log } from '@/lib/log'

export type Health = {
  ok: boolean
  database: 'up' | 'down'
  /** Migrations that ended; null when the database is down. One that failed makes it not ok. */
  migrations: number | null
  /** How long the customer that has waited longest waits to be read from Stripe, in seconds. */
  oldestDirtySeconds: number | null
  version: string
}

/** Raised with each release that is worth telling apart. */
const version = '0.1.0'
const staleSeconds = 600

/**
 * Says whether this process can do its work. Nothing in the answer is secret, so anybody may ask.
 *
 * @param now the present moment
 */
export async function getHealth(now: Date): Promise<Health> {
  try {
    const [rows, since] = await Promise.all([
      db().$queryRaw<{ applied: bigint; failed: bigint }[]>`
        SELECT count(*) FILTER (WHERE finished_at IS NOT NULL) AS applied,
          count(*) FILTER (WHERE finished_at IS NULL AND rolled_back_at IS NULL) AS failed
        FROM _prisma_migrations`,
      oldestDirtySince(),
    ])
    const [migrations, failed] = [Number(rows[0]?.applied ?? 0), Number(rows[0]?.failed ?? 0)]
    const oldestDirtySeconds = since ? Math.max(0, Math.round((now.getTime() - since.getTime()) / 1000)) : 0
    const ok = migrations > 0 && failed === 0 && oldestDirtySeconds < staleSeconds
    return { ok, database: 'up', migrations, oldestDirtySeconds, version }
  } catch (error) {
    log().error({ err: error }, 'the database cannot be asked')
    return { ok: false, database: 'down', migrations: null, oldestDirtySeconds: null, version }
  }
}
