import 'server-only'
import { z } from 'zod'
import { db } from '@/lib/db'
import { log } from '@/lib/log'
import { isLivemode, readWebhookEvent, type Stripe } from './stripe'

const bodyBytesMax = 1_000_000

/** Events that can change what we store. Others are kept in the inbox and cause no sync. */
const relevant = [
  'customer.',
  'checkout.session.',
  'invoice.',
  'invoiceitem.',
  'payment_method.',
  'subscription_schedule.',
]

const subject = z.object({
  id: z.string().optional(),
  object: z.string(),
  customer: z.union([z.string(), z.object({ id: z.string() }).transform((value) => value.id)]).nullish(),
})

/**
 * Answers Stripe's webhook: checks the signature, writes the event to the inbox and marks its customer as changed in
 * one statement, and says 200. The payload only names ids; what is stored comes from reading Stripe afterwards.
 *
 * @param request the request as it came; its body is read raw, since the signature is over the bytes
 * @returns 200 once the event is kept (also for one that was kept before), 400 for a bad signature, 413 for a body over
 *   1 MB; it throws when the database is down, so that Stripe gets a 500 and sends the event again
 */
export async function handleStripeWebhook(request: Request): Promise<Response> {
  const raw = await request.text()
  if (Buffer.byteLength(raw) > bodyBytesMax) return answer(413, 'the body is larger than 1 MB')
  const event = verify(raw, request.headers.get('stripe-signature'))
  if (!event) return answer(400, 'the signature does not match; check STRIPE_WEBHOOK_SECRET')
  if (event.livemode !== isLivemode()) {
    log().warn({ eventId: event.id, livemode: event.livemode }, 'an event of the other mode was ignored')
    return answer(200, 'ignored: other mode')
  }
  await keep(event)
  return answer(200, 'kept')
}

function verify(raw: string, signature: string | null): Stripe.Event | null {
  if (!signature) return null
  try {
    return readWebhookEvent(raw, signature)
  } catch (error) {
    log().warn({ reason: (error as Error).message.split('\n')[0] }, 'a webhook was refused')
    return null
  }
}

async function keep(event: Stripe.Event): Promise<void> {
  const { objectId, customerRef } = idsOf(event)
  const bumps = customerRef !== null && relevant.some((prefix) => event.type.startsWith(prefix))
  const createdAt = new Date(event.created * 1000)
  // One statement is one transaction: the event is in the inbox if and only if its customer is marked as changed.
  await db().$executeRaw`
    WITH owner AS (
      SELECT "id" FROM "BillingCustomer" WHERE "stripeCustomerId" = ${customerRef} AND ${bumps}
    ), kept AS (
      INSERT INTO "StripeEvent"
        ("eventId", "type", "objectId", "customerRef", "apiVersion", "livemode", "createdAt", "state")
      VALUES (${event.id}, ${event.type}, ${objectId}, ${customerRef}, ${event.api_version}, ${event.livemode}, ${createdAt},
        (CASE WHEN NOT ${bumps} THEN 'ignored' WHEN EXISTS (SELECT 1 FROM owner) THEN 'received' ELSE 'unowned' END)::"StripeEventState")
      ON CONFLICT ("eventId") DO NOTHING
      RETURNING "eventId"
    )
    UPDATE "BillingCustomer" SET "dirtySeq" = "dirtySeq" + 1
    WHERE "id" IN (SELECT "id" FROM owner) AND EXISTS (SELECT 1 FROM kept)`
}

function idsOf(event: Stripe.Event): { objectId: string | null; customerRef: string | null } {
  const parsed = subject.safeParse(event.data?.object)
  if (!parsed.success) return { objectId: null, customerRef: null }
  const { id = null, object, customer = null } = parsed.data
  return { objectId: id, customerRef: object === 'customer' ? id : customer }
}

function answer(status: number, message: string): Response {
  return Response.json({ message }, { status })
}
