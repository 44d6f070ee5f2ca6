import pg from 'pg'
import { migrate } from '@/prisma/migrate.mjs'

/** The database shared by all instances of the product, with the queries that the simulation needs. */
export class Database {
  readonly pool: pg.Pool
  private forget: string | undefined

  constructor(readonly url: string) {
    this.pool = new pg.Pool({ connectionString: url, max: 2 })
  }

  async prepare(): Promise<void> {
    await migrate(this.url)
    const name = new URL(this.url).pathname.slice(1)
    // PostgreSQL never crashes here, so it does not need to wait for the disk.
    await this.pool.query(`ALTER DATABASE "${name}" SET synchronous_commit = off`)
    await this.pool.query(`ALTER DATABASE "${name}" SET deadlock_timeout = '20ms'`)
  }

  /** Deletes everything except the catalog. */
  async empty(): Promise<void> {
    this.forget ??= await this.deletions()
    await this.pool.query(this.forget)
  }

  private async deletions(): Promise<string> {
    const { rows } = await this.pool.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT IN ('CatalogEntry', '_prisma_migrations')`,
    )
    const first = [
      'Entitlement',
      'Cancellation',
      'PortalFlow',
      'Subscription',
      'BillingCustomer',
      'Membership',
      'Project',
    ]
    const rank = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length)
    const names = rows.map(({ name }) => name).sort((a, b) => rank(a) - rank(b))
    return names.map((name) => `DELETE FROM "${name}"`).join(';')
  }

  async rows<R extends object>(sql: string, values: unknown[] = []): Promise<R[]> {
    return (await this.pool.query(sql, values)).rows as R[]
  }

  /** The number of statements waiting for a lock. */
  async lockWaits(): Promise<number> {
    const sql = `SELECT count(*)::int AS waits FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`
    return (await this.rows<{ waits: number }>(sql))[0]?.waits ?? 0
  }

  /** Ends the connections of a killed process, and waits until its transactions are rolled back. */
  async endBackends(application: string): Promise<void> {
    const where = 'datname = current_database() AND application_name = $1'
    await this.rows(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE ${where}`, [application])
  }

  async addOwner(teamId: string, userId: string): Promise<void> {
    const sql = `
      WITH team AS (INSERT INTO "Team" ("id", "name") VALUES ($1, $1)), owner AS (
        INSERT INTO "User" ("id", "email", "name", "passwordHash") VALUES ($2, $3, 'Ada', 'none'))
      INSERT INTO "Membership" ("teamId", "userId", "role") VALUES ($1, $2, 'OWNER')`
    await this.rows(sql, [teamId, userId, `${userId}@example.com`])
  }
}
