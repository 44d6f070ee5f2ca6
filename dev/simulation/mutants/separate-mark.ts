import type * as original from '@/lib/billing/webhook/write-events'
import { db, runStatement } from '@/lib/db'

export const writeEvents: typeof original.writeEvents = async (events) => {
  for (const { eventId, type, objectId, customerRef, createdAt, source, needsOwner } of events) {
    const where = { stripeCustomerId: customerRef ?? '' }
    const customer = needsOwner ? await db().billingCustomer.findUnique({ where }) : null
    const state = !needsOwner ? 'ignored' : customer ? 'received' : 'unowned'
    await runStatement(
      `WITH event AS (SELECT 1) INSERT INTO "StripeEvent" ("eventId", "type", "objectId", "customerRef", "createdAt", "source", "state")
       VALUES ($1, $2, $3, $4, $5, $6::"StripeEventSource", $7::"StripeEventState") ON CONFLICT ("eventId") DO NOTHING`,
      [eventId, type, objectId, customerRef, createdAt, source, state],
    )
    if (!customer) continue
    await runStatement(
      `UPDATE "BillingSync" SET "dirtySeq" = "dirtySeq" + 1, "dirtySince" = COALESCE("dirtySince", now())
       WHERE "customerId" = $1`,
      [customer.id],
    )
  }
}
