import 'server-only'
import { createHash } from 'node:crypto'
import { PrismaPg } from '@prisma/adapter-pg'
import { env } from './env'
import { PrismaClient } from './generated/prisma/client'

type Client = ReturnType<typeof connect>

function connect() {
  const connectionString = env().DATABASE_URL
  // Prisma's own word for a pooler that gives each transaction another connection, which knows nothing of statements.
  const isPooled = new URL(connectionString).searchParams.get('pgbouncer') === 'true'
  return new PrismaClient({
    adapter: new PrismaPg(
      // A connection that does not answer any more is given up; what waits for it fails, and is tried again.
      { connectionString, query_timeout: 30_000 },
      isPooled ? {} : { statementNameGenerator: statementName },
    ),
    // A customer with a hundred subscriptions, or any transaction on a busy machine, takes longer than Prisma's five seconds.
    transactionOptions: { maxWait: 10_000, timeout: 30_000 },
    log: [{ emit: 'event', level: 'query' }],
  })
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
const kept = globalThis as { porticoDb?: Client }

/** The only Prisma client. Connects on first use, so that a build needs no database. */
export function db(): Client {
  kept.porticoDb ??= connect()
  return kept.porticoDb
}

/** What a function that must run inside somebody's transaction takes. */
export type Transaction = Parameters<Parameters<Client['$transaction']>[0]>[0]
