import type { Mutant } from './product'

const mark = `    UPDATE "BillingSync" SET "dirtySeq" = "dirtySeq" + 1, "dirtySince" = COALESCE("dirtySince", now())
    WHERE "customerId" IN (
      SELECT "customerId" FROM owner
      WHERE "stripeCustomerId" IN (SELECT "customerRef" FROM kept WHERE "state" = 'received'))\`,
    [JSON.stringify(rows)],
  )`

/**
 * The four faults that the design is there to rule out. Each is a change of the product's own text, which has to be there
 * exactly once: after a refactoring the mutant has to be written anew, or the test says so.
 */
export const mutants: Mutant[] = [
  {
    name: 'a write does not ask for the version that it read',
    file: 'lib/billing/sync/sync-customer.ts',
    replace: [
      [`WHERE "customerId" = \${read.id} AND "version" = \${read.version}`, `WHERE "customerId" = \${read.id}`],
    ],
  },
  {
    name: 'the target is read after the fetch',
    file: 'lib/billing/sync/sync-customer.ts',
    replace: [
      [
        `    const read = await readTarget(customerId)
    if (!read) return
    const snapshot = await fetchSnapshot(read.stripeCustomerId, read)
`,
        `    const asked = await readTarget(customerId)
    if (!asked) return
    const snapshot = await fetchSnapshot(asked.stripeCustomerId, asked)
    const read = await readTarget(customerId)
    if (!read) return
`,
      ],
    ],
  },
  {
    name: 'the mark is made outside the inbox’s transaction',
    file: 'lib/billing/webhook/inbox.ts',
    replace: [
      [
        mark,
        `    SELECT "customerRef" FROM kept WHERE "state" = 'received'\`,
    [JSON.stringify(rows)],
  )
  await runStatement(
    \`UPDATE "BillingSync" SET "dirtySeq" = "dirtySeq" + 1, "dirtySince" = COALESCE("dirtySince", now())
    WHERE "customerId" IN (SELECT "id" FROM "BillingCustomer" WHERE "stripeCustomerId" = ANY ($1::text[]))\`,
    [rows.map(({ customerRef }) => customerRef)],
  )`,
      ],
    ],
  },
  {
    name: 'Stripe hears 200 before the event is kept',
    file: 'lib/billing/webhook/handle-webhook.ts',
    replace: [[`  await keepEvent(event, 'webhook')`, `  void keepEvent(event, 'webhook').catch(() => {})`]],
  },
]
