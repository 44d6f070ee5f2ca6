import 'server-only'
import { countInOtherAccounts, oldestDirtySince } from '@/lib/billing'
import { db } from '@/lib/db'
import { log } from '@/lib/log'

export type Health = {
  ok: boolean
  database: 'up' | 'down'
  /** The number of finished migrations, or null if the database is down. A failed migration makes `ok` false. */
  migrations: number | null
  /** The number of seconds that the oldest unsynced customer has been waiting. */
  oldestDirtySeconds: number | null
  /** A description of a problem with billing, or null. */
  billing: string | null
  version: string
}

const version = '0.1.0'
const staleSeconds = 600
// This does not identify the accounts. The log and `doctor` do.
const otherAccount =
  'STRIPE_SECRET_KEY belongs to a different Stripe account or mode than the stored customers, so they are not synced. Run `npm run billing -- doctor` for details.'

/**
 * Reports whether this process can do its work. Nothing in the result is secret, but the public needs only `ok`.
 *
 * @param now the current time
 */
export async function getHealth(now: Date): Promise<Health> {
  try {
    const [rows, since, elsewhere] = await Promise.all([
      db().$queryRaw<{ applied: bigint; failed: bigint }[]>`
        SELECT count(*) FILTER (WHERE finished_at IS NOT NULL) AS applied,
          count(*) FILTER (WHERE finished_at IS NULL AND rolled_back_at IS NULL) AS failed
        FROM _prisma_migrations`,
      oldestDirtySince(),
      countInOtherAccounts(),
    ])
    const [migrations, failed] = [Number(rows[0]?.applied ?? 0), Number(rows[0]?.failed ?? 0)]
    const oldestDirtySeconds = since ? Math.max(0, Math.round((now.getTime() - since.getTime()) / 1000)) : 0
    const billing = elsewhere > 0 ? otherAccount : null
    const ok = migrations > 0 && failed === 0 && oldestDirtySeconds < staleSeconds && !billing
    return { ok, database: 'up', migrations, oldestDirtySeconds, billing, version }
  } catch (error) {
    log().error({ err: error }, 'the database did not respond to the health check')
    return { ok: false, database: 'down', migrations: null, oldestDirtySeconds: null, billing: null, version }
  }
}
