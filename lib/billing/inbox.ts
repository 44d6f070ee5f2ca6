import 'server-only'
import { z } from 'zod'
import { db } from '@/lib/db'
import type { Stripe } from './stripe'

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

/** Their objects name a charge and no customer: owner.ts asks Stripe whose it is. */
const aboutCharges = /^(charge\.dispute\.|charge\.refund\.|refund\.)/

const idOf = z.union([z.string(), z.object({ id: z.string() }).transform((value) => value.id)])
const subject = z.object({ id: z.string().optional(), object: z.string(), customer: idOf.nullish() })

/**
 * Writes an event to the inbox and marks its customer as changed, in one statement: the event is there if and only if
 * the mark is. The payload only names ids; nothing else of it is used.
 *
 * @param event a verified event
 * @param source how it came
 */
export async function keepEvent(event: Stripe.Event, source: EventSource): Promise<void> {
  const { objectId, customerRef } = idsOf(event)
  const isRelevant = relevant.some((prefix) => event.type.startsWith(prefix))
  const needsOwner = isRelevant && (customerRef !== null || aboutCharges.test(event.type))
  const createdAt = new Date(event.created * 1000)
  // What is known to be foreign stays so: its customer was looked at before (see owner.ts).
  await db().$executeRaw`
    WITH owner AS (
      SELECT "id" FROM "BillingCustomer" WHERE "stripeCustomerId" = ${customerRef} AND ${needsOwner}::boolean
    ), verdict AS (
      SELECT (CASE
        WHEN NOT ${needsOwner}::boolean THEN 'ignored'
        WHEN EXISTS (SELECT 1 FROM owner) THEN 'received'
        WHEN EXISTS (SELECT 1 FROM "StripeEvent" WHERE "customerRef" = ${customerRef} AND "state" = 'foreign') THEN 'foreign'
        ELSE 'unowned' END)::"StripeEventState" AS "state"
    ), kept AS (
      INSERT INTO "StripeEvent"
        ("eventId", "type", "objectId", "customerRef", "apiVersion", "livemode", "createdAt", "source", "state", "result")
      SELECT ${event.id}, ${event.type}, ${objectId}, ${customerRef}, ${event.api_version}, ${event.livemode}::boolean,
        ${createdAt}::timestamptz, ${source}, "state",
        CASE "state" WHEN 'ignored' THEN 'changes nothing that is stored' WHEN 'foreign' THEN 'no customer of ours' END
      FROM verdict
      ON CONFLICT ("eventId") DO NOTHING
      RETURNING "eventId"
    )
    UPDATE "BillingCustomer" SET "dirtySeq" = "dirtySeq" + 1, "dirtySince" = COALESCE("dirtySince", now())
    WHERE "id" IN (SELECT "id" FROM owner) AND EXISTS (SELECT 1 FROM kept)`
}

/** The ids that an event names; null where it names none. */
export function idsOf(event: Stripe.Event): { objectId: string | null; customerRef: string | null } {
  const parsed = subject.safeParse(event.data?.object)
  if (!parsed.success) return { objectId: null, customerRef: null }
  const { id = null, object, customer = null } = parsed.data
  return { objectId: id, customerRef: object === 'customer' ? id : customer }
}
