import 'server-only'
import { runStatement } from '@/lib/db'

/** How an event arrived. */
export type EventSource = 'webhook' | 'reconcile' | 'replay'

/** The stored fields of an event. */
export type ReceivedEvent = {
  eventId: string
  type: string
  objectId: string | null
  customerRef: string | null
  createdAt: Date
  source: EventSource
  /** True for an event that can change a customer's stored state. */
  needsOwner: boolean
}

/**
 * Stores events and marks their customers as changed, in one statement, so either both happen or neither does.
 *
 * @throws the driver's error, in which case nothing was stored
 */
export async function writeEvents(events: readonly ReceivedEvent[]): Promise<void> {
  // Lock customers in id order, so that two processes cannot deadlock and a customer's link to Stripe cannot be
  // removed. A customer known to be foreign remains foreign, because event-owner.ts has already looked it up.
  await runStatement(
    `WITH event AS (
      SELECT * FROM jsonb_to_recordset($1::jsonb) AS event (
        "eventId" text, "type" text, "objectId" text, "customerRef" text, "createdAt" timestamptz,
        "source" "StripeEventSource", "needsOwner" boolean)
    ), owner AS (
      SELECT "customerId", "stripeCustomerId"
      FROM "BillingSync" JOIN "BillingCustomer" ON "id" = "customerId"
      WHERE "stripeCustomerId" IN (SELECT "customerRef" FROM event WHERE "needsOwner")
      ORDER BY "customerId" FOR UPDATE OF "BillingSync" FOR KEY SHARE OF "BillingCustomer"
    ), verdict AS (
      SELECT *, (CASE
        WHEN NOT "needsOwner" THEN 'ignored'
        WHEN "customerRef" IN (SELECT "stripeCustomerId" FROM owner) THEN 'received'
        WHEN EXISTS (SELECT 1 FROM "StripeEvent" AS other
          WHERE other."customerRef" = event."customerRef" AND other."state" = 'foreign') THEN 'foreign'
        ELSE 'unowned' END)::"StripeEventState" AS "state"
      FROM event
    ), inserted AS (
      INSERT INTO "StripeEvent"
        ("eventId", "type", "objectId", "customerRef", "createdAt", "source", "state", "result")
      SELECT "eventId", "type", "objectId", "customerRef", "createdAt", "source", "state",
        CASE "state" WHEN 'ignored' THEN 'changes nothing that is stored' WHEN 'foreign' THEN 'no customer of ours' END
      FROM verdict
      ON CONFLICT ("eventId") DO NOTHING
      RETURNING "customerRef", "state"
    )
    UPDATE "BillingSync" SET "dirtySeq" = "dirtySeq" + 1, "dirtySince" = COALESCE("dirtySince", now())
    WHERE "customerId" IN (
      SELECT "customerId" FROM owner
      WHERE "stripeCustomerId" IN (SELECT "customerRef" FROM inserted WHERE "state" = 'received'))`,
    [JSON.stringify(events)],
  )
}
