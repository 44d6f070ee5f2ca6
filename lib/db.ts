import 'server-only'
import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { env } from './env'
import { PrismaClient } from './generated/prisma/client'

type Connected = ReturnType<typeof connect>

/** How long anybody waits for the database; after it the statement fails, and what it belongs to is tried again. */
const patience = {
  connectionTimeoutMillis: 10_000,
  // The last resort, for an answer that never comes: PostgreSQL goes on with the statement.
  query_timeout: 30_000,
  // A statement that was planned before a migration fails for as long as its connection lives.
  maxLifetimeSeconds: 300,
}

/** The same on the side of PostgreSQL, which then lets go of what the statement had locked. */
const serverPatience = { lock_timeout: 10_000, statement_timeout: 20_000 }

function connect() {
  const connectionString = env().DATABASE_URL
  // Prisma's own word for a pooler that gives each transaction another connection: that one knows nothing of statements
  // kept before, and takes no settings.
  const isPooled = new URL(connectionString).searchParams.get('pgbouncer') === 'true'
  const pool = new pg.Pool({ connectionString, ...patience, ...(isPooled ? {} : serverPatience) })
  pool.on('release', (_error, client) => {
    // When not even a transaction's ROLLBACK was answered, it is still open: whoever got this connection next would be
    // told that their statements worked, and none would ever be committed.
    if (client.getTransactionStatus() !== 'I') void client.end()
  })
  const prisma = new PrismaClient({
    adapter: new PrismaPg(pool, {
      disposeExternalPool: true,
      ...(isPooled ? {} : { statementNameGenerator: statementName }),
    }),
    // A customer with a hundred subscriptions, or any transaction on a busy machine, takes longer than Prisma's five seconds.
    transactionOptions: { maxWait: 10_000, timeout: 30_000 },
  })
  return { prisma, pool, isPooled }
}

const names = new Map<string, string>()
const namesMax = 500

/** PostgreSQL plans a statement with a name once for each connection; planning takes longer than most of ours. */
function statementName({ sql }: { sql: string }): string {
  const known = names.get(sql)
  if (known) return known
  // Lists of any length make ever new statements. Those after the first few hundred stay without a name.
  if (names.size === namesMax) return ''
  const name = createHash('sha256').update(sql).digest('hex').slice(0, 32)
  names.set(sql, name)
  return name
}

// `next dev` loads modules anew on each change; the connections must not multiply with them.
const kept = globalThis as { appDatabase?: Connected }

function connected(): Connected {
  kept.appDatabase ??= connect()
  return kept.appDatabase
}

/** The only Prisma client. Connects on first use, so that a build needs no database. */
export function db(): Connected['prisma'] {
  return connected().prisma
}

/**
 * Runs one statement over a connection of the same pool, past Prisma, whose way round it takes longer than the statement.
 * Only for what comes in floods; everything else uses db().
 *
 * @param text the SQL, with $1 … for the values
 * @param values what to put there
 * @throws the driver's error
 */
export async function runStatement(text: string, values: unknown[]): Promise<void> {
  const { pool, isPooled } = connected()
  await pool.query({ name: isPooled ? undefined : statementName({ sql: text }), text, values })
}

/** What a function that must run inside somebody's transaction takes. */
export type Transaction = Parameters<Parameters<Connected['prisma']['$transaction']>[0]>[0]
