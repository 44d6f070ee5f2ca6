import path from 'node:path'
import pg from 'pg'
import { migrate } from '@/prisma/migrate.mjs'
import { demoTeams } from '@/prisma/seed/people'
import { ensureDatabase, startPostgres } from '../postgres'
import { passwordFile } from '../postgres-password'

export type Database = {
  url: string
  /** The file that holds the private database's password. Null for a database that the user provides. */
  passwordFile: string | null
  /** Whether no account exists yet. */
  isEmpty: boolean
  /** Whether the demo accounts exist. */
  hasDemo: boolean
  /** Migrations applied during this start. */
  applied: string[]
  stop: () => void
}

/**
 * Opens the given database, or a private one, and applies all migrations.
 *
 * @param options `url` of an existing database, or `folder`, `name`, and preferred `port` of a private one
 */
export async function openDatabase(options: {
  url?: string
  folder: string
  name: string
  port?: number
  isThrowAway?: boolean
}): Promise<Database> {
  if (options.url) {
    await requireReachable(options.url)
    return { ...(await prepare(options.url)), passwordFile: null, stop: () => {} }
  }
  const { folder, name, port, isThrowAway } = options
  const base = path.join(folder, 'postgres')
  const server = await startPostgres(base, { port, isThrowAway })
  try {
    const prepared = await prepare(await ensureDatabase(server, name))
    return { ...prepared, passwordFile: passwordFile(base), stop: server.stop }
  } catch (cause) {
    server.stop()
    const reason = (cause as Error).message
    throw new Error(`${reason}\nTo start over with empty data: npm run dev -- --fresh`, { cause })
  }
}

async function prepare(url: string): Promise<Omit<Database, 'passwordFile' | 'stop'>> {
  const applied = await migrate(url)
  const client = new pg.Client(url)
  await client.connect()
  const known = 'SELECT count(*)::int AS users, count(*) FILTER (WHERE "email" = $1)::int AS demo FROM "User"'
  const { rows } = await client.query(known, [demoTeams[0]?.email])
  await client.end()
  return { url, isEmpty: rows[0].users === 0, hasDemo: rows[0].demo > 0, applied }
}

async function requireReachable(url: string): Promise<void> {
  if (!URL.canParse(url)) throw new Error('DATABASE_URL must be a URL such as postgresql://user:password@host/name.')
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 8_000 })
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (cause) {
    const { host } = new URL(url)
    throw new Error(
      `Could not connect to the database at DATABASE_URL (${host}): ${reasonOf(cause)}. Start it, correct the URL, or leave DATABASE_URL empty to use a private database.`,
      { cause },
    )
  } finally {
    await client.end().catch(() => {})
  }
}

/** A refused connection to a name with several addresses has an error without its own message. */
function reasonOf(error: unknown): string {
  const { message, code } = error as { message?: string; code?: string }
  return message || code || String(error)
}
