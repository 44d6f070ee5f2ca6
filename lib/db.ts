import 'server-only'
import { PrismaPg } from '@prisma/adapter-pg'
import { env } from './env'
import { PrismaClient } from './generated/prisma/client'

type Client = ReturnType<typeof connect>

function connect() {
  return new PrismaClient({
    adapter: new PrismaPg({ connectionString: env().DATABASE_URL }),
    // A customer with a hundred subscriptions, or any transaction on a busy machine, takes longer than Prisma's five seconds.
    transactionOptions: { maxWait: 10_000, timeout: 30_000 },
    log: [{ emit: 'event', level: 'query' }],
  })
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
