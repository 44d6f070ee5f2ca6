import 'server-only'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { logSecurityEvent } from '@/lib/security-log'
import { withTimeout } from '@/lib/timeout'
import { raiseAlert } from '../store'
import { isLivemode, readWebhookEvent, type Stripe } from '../stripe'
import { drainCustomer } from '../sync'
import { resolveUnowned } from './event-owner'
import { storeEvent } from './inbox'

const bodyBytesMax = 1_000_000
const inlineMsMax = 5_000

/**
 * Handles Stripe's webhook: verifies the signature, stores the event, marks its customer as changed in the same statement,
 * and returns 200. Only the ids in the payload are used. Billing data is read from Stripe afterwards.
 *
 * @param request the original request; the signature covers the raw bytes of its body
 * @param now the current time
 * @returns 200 once the event is stored (also for a duplicate, and for an event from the other mode or a connected
 *   account, which is not stored), 400 for a bad signature, 413 for a body over 1 MB. With BILLING_SYNC=inline, 503 if
 *   the customer could not be read from Stripe within five seconds, so that Stripe retries.
 * @throws the database error if the database is down; Stripe then gets a 500 and retries
 */
export async function handleStripeWebhook(request: Request, now = new Date()): Promise<Response> {
  const raw = await readBody(request)
  if (!raw) return respond(413, 'The body is larger than 1 MB.')
  const event = verify(raw, request.headers.get('stripe-signature'), now)
  if (!event) return respond(400, 'The signature is invalid. Check STRIPE_WEBHOOK_SECRET.')
  const reason = await reasonToIgnore(event, now)
  if (reason) return respond(200, `Ignored: ${reason}.`)
  await storeEvent(event, 'webhook')
  if (env().BILLING_SYNC === 'inline' && !(await syncInline(event, now))) {
    return respond(503, 'The event was stored, but Stripe could not be read. Send it again.')
  }
  return new Response(null)
}

/** Returns the body, or null if it exceeds the limit. Stops reading at the limit. */
async function readBody(request: Request): Promise<Buffer | null> {
  if (Number(request.headers.get('content-length')) > bodyBytesMax) return null
  const reader = request.body?.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    length += part.value.byteLength
    if (length > bodyBytesMax) {
      await reader?.cancel()
      return null
    }
    chunks.push(part.value)
  }
  return Buffer.concat(chunks)
}

function verify(raw: Buffer, signature: string | null, now: Date): Stripe.Event | null {
  // Duplicate headers arrive joined. Stripe sends only one.
  if (signature?.split(/(?:^|,)\s*t=/).length !== 2) return null
  try {
    return readWebhookEvent(raw, signature, now)
  } catch (error) {
    logSecurityEvent('secret_rejected', { reason: `webhook signature: ${(error as Error).message.split('\n')[0]}` })
    return null
  }
}

/** Returns why a valid event is ignored, and alerts the founder that the endpoint is misconfigured. */
async function reasonToIgnore({ account, livemode }: Stripe.Event, now: Date): Promise<string | null> {
  if (account) {
    const message = `The webhook endpoint receives events from the connected account ${account}`
    await raiseAlert({ kind: 'connected_account', key: account, teamId: null, message }, now)
    return 'event from a connected account'
  }
  if (livemode === isLivemode()) return null
  const message = `The webhook endpoint receives ${livemode ? 'live' : 'test'}-mode events`
  await raiseAlert({ kind: 'other_mode', key: String(livemode), teamId: null, message }, now)
  return 'event from the other mode'
}

/** For platforms without a worker. Returns true if the event needs no sync or its customer was synced. */
async function syncInline(event: Stripe.Event, now: Date): Promise<boolean> {
  try {
    return await withTimeout(inlineMsMax, syncOwner(event, now))
  } catch (error) {
    log().warn({ err: error, eventId: event.id }, 'the inline sync failed or timed out')
    return false
  }
}

async function syncOwner({ id: eventId }: Stripe.Event, now: Date): Promise<boolean> {
  const find = () => db().stripeEvent.findUnique({ where: { eventId } })
  if ((await find())?.state === 'unowned') await resolveUnowned(now, eventId)
  const event = await find()
  if (event?.state === 'unowned') return false
  if (event?.state !== 'received' || event.customerRef === null) return true
  const owner = await db().billingCustomer.findUnique({ where: { stripeCustomerId: event.customerRef } })
  return owner === null || drainCustomer(owner.id, now)
}

function respond(status: number, message: string): Response {
  return Response.json({ message }, { status })
}
