import 'server-only'
import { z } from 'zod'
import { runStatement } from '@/lib/db'
import { groupCommit } from '@/lib/group-commit'
import type { Stripe } from '../stripe'

/** How an event came to us. */
export type EventSource = 'webhook' | 'reconcile' | 'replay'

/** Events that can change what we store. Others are kept in the inbox and cause no sync. */
const relevant = [
  'customer.',
  'checkout.session.',
  'invoice.',
  'invoiceitem.',
  'payment_method.',
  'subscription_schedule.',
  'charge.refunded',
  'charge.refund.',
  'charge.dispute.',
  'refund.',
]

/** Their objects name a charge and no customer: event-owner.ts asks Stripe whose it is. */
const aboutCharges = /^(charge\.dispute\.|charge\.refund\.|refund\.)/

const idOf = z.union([z.string(), z.object({ id: z.string() }).transform((value) => value.id)])
const subject = z.object({ id: z.string().optional(), object: z.string(), customer: idOf.nullish() })

type Row = {
  eventId: string
  type: string
  objectId: string | null
  customerRef: string | null
  createdAt: Date
  source: EventSource
  needsOwner: boolean
}

const rowsMax = 50
const writeRow = groupCommit(writeRows, { itemsMax: rowsMax })

/**
 * Writes an event to the inbox and marks its customer as changed, in one statement: the event is stored if and only if
 * the mark is. Only the ids in the payload are used. Events that arrive together share a statement, since in a flood the
 * round trip and the commit cost more than the rest of a webhook.
 *
 * @param event a verified event
 * @param source how it arrived
 * @throws when the database did not take it; then neither the event nor the mark is stored
 */
export async function keepEvent(event: Stripe.Event, source: EventSource): Promise<void> {
  const { objectId, customerRef } = idsOf(event)
  const isRelevant = relevant.some((prefix) => event.type.startsWith(prefix))
  const needsOwner = isRelevant && (customerRef !== null || aboutCharges.test(event.type))
  const { id: eventId, type } = event
  const createdAt = new Date(event.created * 1000)
  const row = { eventId, type, objectId, customerRef, createdAt, source, needsOwner }
  await writeRow(row)
}

async function writeRows(rows: readonly Row[]): Promise<void> {
  // Customers are locked in the order of their ids, so that two processes do not wait for each other, and their link to
  // Stripe cannot be cut meanwhile. What is known to be foreign stays so: its customer was looked at before (see
  // event-owner.ts).
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
    ), kept AS (
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
      WHERE "stripeCustomerId" IN (SELECT "customerRef" FROM kept WHERE "state" = 'received'))`,
    [JSON.stringify(rows)],
  )
}

/** The ids that an event names; null where it names none. */
export function idsOf(event: Stripe.Event): { objectId: string | null; customerRef: string | null } {
  const parsed = subject.safeParse(event.data?.object)
  if (!parsed.success) return { objectId: null, customerRef: null }
  const { id = null, object, customer = null } = parsed.data
  return { objectId: id, customerRef: object === 'customer' ? id : customer }
}
