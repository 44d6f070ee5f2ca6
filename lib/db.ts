import 'server-only'
import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { env } from './env'
import { PrismaClient } from './generated/prisma/client'

type Connected = ReturnType<typeof connect>

/** Client-side timeouts. A statement that times out fails, and its caller retries. */
const timeouts = {
  connectionTimeoutMillis: 10_000,
  // The last resort if no response arrives. PostgreSQL may still be running the statement.
  query_timeout: 30_000,
  // After a migration, a prepared statement fails until its connection is closed.
  maxLifetimeSeconds: 300,
}

/** Timeouts in PostgreSQL, which then releases the statement's locks. */
const serverTimeouts = { lock_timeout: 10_000, statement_timeout: 20_000 }

function connect() {
  const connectionString = env().DATABASE_URL
  // Prisma's parameter for a pooler that may give each transaction another connection. That connection does not have the
  // earlier prepared statements, and the pooler does not accept settings.
  const isPooled = new URL(connectionString).searchParams.get('pgbouncer') === 'true'
  const pool = new pg.Pool({ connectionString, ...timeouts, ...(isPooled ? {} : serverTimeouts) })
  pool.on('release', (_error, client) => {
    // If even the ROLLBACK timed out, the transaction is still open. The next user's statements on this
    // connection would appear to succeed but would never be committed.
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

/** PostgreSQL plans a named statement once per connection. Planning takes longer than running most of our statements. */
function statementName({ sql }: { sql: string }): string {
  const known = names.get(sql)
  if (known) return known
  // Lists of different lengths produce an unlimited number of statements, so only the first few hundred get a name.
  if (names.size === namesMax) return ''
  const name = createHash('sha256').update(sql).digest('hex').slice(0, 32)
  names.set(sql, name)
  return name
}

// `next dev` reloads modules on each change, and each reload must not open more connections.
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
 * Runs one statement on a connection from the same pool without Prisma, whose overhead is greater than the statement's own
 * time. Use it only for very frequent statements, and db() for everything else.
 *
 * @param text the SQL, with $1, $2, … for the values
 * @param values the values
 * @returns the driver's result
 * @throws the driver's error
 */
export function runStatement(text: string, values: unknown[]): Promise<pg.QueryResult> {
  const { pool, isPooled } = connected()
  return pool.query({ name: isPooled ? undefined : statementName({ sql: text }), text, values })
}

/** The parameter of a function that must run inside a transaction. */
export type Transaction = Parameters<Parameters<Connected['prisma']['$transaction']>[0]>[0]
