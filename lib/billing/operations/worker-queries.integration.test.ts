import pg from 'pg'
import { beforeAll, expect, it } from 'vitest'
import { db } from '@/lib/db'
import { deliverMail } from '@/lib/email'
import { drainBilling } from './worker'

// The background loop queries for due work every two seconds. These queries must not scan a whole table, even if it is
// large.

const rows = 20_000

const fill = `
  INSERT INTO "Team" ("id", "name") SELECT 'team_' || n, 'Team ' || n FROM generate_series(1, ${rows}) n;
  INSERT INTO "BillingCustomer" ("id", "teamId", "stripeCustomerId", "livemode", "createKey", "lifecycle")
    SELECT 'customer_' || n, 'team_' || n, 'cus_' || n, false, n,
      (CASE WHEN n % 100 = 0 THEN 'closed' ELSE 'live' END)::"BillingLifecycle" FROM generate_series(1, ${rows}) n;
  INSERT INTO "BillingSync" ("customerId", "dirtySeq", "syncedSeq", "version", "syncedAt")
    SELECT 'customer_' || n, 5, 5, 3, now() FROM generate_series(1, ${rows}) n;
  INSERT INTO "Entitlement" ("customerId", "plan", "reason", "graceUntil")
    SELECT 'customer_' || n, 'pro', 'active', CASE WHEN n % 100 = 0 THEN now() + interval '3 days' END
    FROM generate_series(1, ${rows}) n;
  INSERT INTO "SeatTarget" ("teamId", "desired", "desiredSeq", "appliedSeq")
    SELECT 'team_' || n, 3, 7, 7 FROM generate_series(1, ${rows}) n;
  INSERT INTO "OutboxMessage" ("kind", "key", "payload", "sentAt")
    SELECT CASE WHEN n % 2 = 0 THEN 'mail.welcome' ELSE 'billing.new_card' END, n, '{}', now()
    FROM generate_series(1, ${rows}) n;
  INSERT INTO "StripeEvent" ("eventId", "type", "customerRef", "createdAt", "state")
    SELECT 'evt_' || n, 'invoice.paid', 'cus_' || n, now(), 'done' FROM generate_series(1, ${rows}) n;
  ANALYZE`

type Statement = { text: string; values: unknown[] }

async function statementsWithValues(work: () => Promise<unknown>): Promise<Statement[]> {
  const seen: Statement[] = []
  const driver = pg.Client.prototype as unknown as { query: (this: unknown, ...args: unknown[]) => unknown }
  const { query } = driver
  driver.query = function (...args) {
    const [{ text, values }] = args as [Statement]
    if (text) seen.push({ text, values })
    return query.apply(this, args)
  }
  try {
    await work()
  } finally {
    driver.query = query
  }
  return seen
}

type Node = { 'Node Type': string; 'Relation Name'?: string; Plans?: Node[] }

function scans(node: Node): string[] {
  const own = node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? ''] : []
  return [...own, ...(node.Plans ?? []).flatMap(scans)]
}

let client: pg.Client

beforeAll(async () => {
  client = new pg.Client(process.env.DATABASE_URL)
  await client.connect()
  await client.query(fill)
  // The first query on a connection runs extra statements.
  await db().$queryRaw`SELECT 1`
  return () => client.end()
})

async function fullScans({ text, values }: Statement): Promise<string[]> {
  const { rows: plans } = await client.query(`EXPLAIN (FORMAT JSON) ${text}`, values)
  return scans(plans[0]['QUERY PLAN'][0].Plan)
}

it('uses an index for every query in the background loop', async () => {
  const now = new Date()
  const statements = await statementsWithValues(async () => {
    expect(await drainBilling(now)).toBe(0)
    expect(await deliverMail(now)).toBe(0)
  })
  const tables = ['BillingSync', 'Entitlement', 'SeatTarget', 'OutboxMessage', 'StripeEvent']
  for (const table of tables) expect(statements.some(({ text }) => text.includes(`"${table}"`))).toBe(true)
  for (const statement of statements) expect(await fullScans(statement), statement.text).toEqual([])
})

it('detects a full scan when an index is missing', async () => {
  const due = { text: 'SELECT 1 FROM "SeatTarget" WHERE "desiredSeq" > "appliedSeq"', values: [] }
  expect(await fullScans(due)).toEqual([])
  await client.query('DROP INDEX "SeatTarget_pending_idx"')
  expect(await fullScans(due)).toEqual(['SeatTarget'])
})
