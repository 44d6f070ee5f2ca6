import 'server-only'
import { db } from '@/lib/db'
import { env } from '@/lib/env'
import { log } from '@/lib/log'
import { raiseAlert } from '../store'
import { isLivemode, readWebhookEvent, type Stripe } from '../stripe'
import { drainCustomer, within } from '../sync'
import { resolveUnowned } from './event-owner'
import { keepEvent } from './inbox'

const bodyBytesMax = 1_000_000
const inlineMsMax = 5_000

/**
 * Answers Stripe's webhook: checks the signature, writes the event to the inbox and marks its customer as changed in
 * one statement, and says 200. The payload only names ids; what is stored comes from reading Stripe afterwards.
 *
 * @param request the request as it came; its body is read raw, since the signature is over the bytes
 * @param now the present moment
 * @returns 200 once the event is kept (also for one that was kept before, is of the other mode or of a connected
 *   account), 400 for a bad signature, 413 for a body over 1 MB; with BILLING_SYNC=inline 503 when the customer could
 *   not be read from Stripe within five seconds, so that Stripe's own retry is the next try. It throws when the database
 *   is down, so that Stripe gets a 500 and sends the event again.
 */
export async function handleStripeWebhook(request: Request, now = new Date()): Promise<Response> {
  const raw = await readBody(request)
  if (!raw) return answer(413, 'the body is larger than 1 MB')
  const event = verify(raw, request.headers.get('stripe-signature'), now)
  if (!event) return answer(400, 'the signature does not match; check STRIPE_WEBHOOK_SECRET')
  const odd = await oddity(event, now)
  if (odd) return answer(200, `ignored: ${odd}`)
  await keepEvent(event, 'webhook')
  if (env().BILLING_SYNC === 'inline' && !(await syncInline(event, now))) {
    return answer(503, 'kept, but Stripe could not be read: send it again')
  }
  return new Response(null)
}

/** The bytes of the body, or null when there are too many; it stops reading there. */
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
  // Two headers arrive joined: whoever sent them, it was not Stripe.
  if (signature?.split(/(?:^|,)\s*t=/).length !== 2) return null
  try {
    return readWebhookEvent(raw, signature, now)
  } catch (error) {
    log().warn({ reason: (error as Error).message.split('\n')[0] }, 'a webhook was refused')
    return null
  }
}

/** Why a genuine event is not for us. It is counted where the founder sees it: an endpoint is set up wrongly. */
async function oddity({ account, livemode }: Stripe.Event, now: Date): Promise<string | null> {
  if (account) {
    const message = `events of the connected account ${account} come in`
    await raiseAlert({ kind: 'connected_account', key: account, teamId: null, message }, now)
    return 'connected account'
  }
  if (livemode === isLivemode()) return null
  const message = 'events of the other mode come in'
  await raiseAlert({ kind: 'other_mode', key: String(livemode), teamId: null, message }, now)
  return 'other mode'
}

/** For platforms without a worker. An event that changes nothing, or whose change was read already, counts as done. */
async function syncInline(event: Stripe.Event, now: Date): Promise<boolean> {
  try {
    return await within(inlineMsMax, readOwner(event, now))
  } catch (error) {
    log().warn({ err: error, eventId: event.id }, 'the inline sync was not in time')
    return false
  }
}

async function readOwner({ id: eventId }: Stripe.Event, now: Date): Promise<boolean> {
  const kept = () => db().stripeEvent.findUnique({ where: { eventId } })
  if ((await kept())?.state === 'unowned') await resolveUnowned(now, eventId)
  const event = await kept()
  if (event?.state === 'unowned') return false
  if (event?.state !== 'received' || event.customerRef === null) return true
  const owner = await db().billingCustomer.findUnique({ where: { stripeCustomerId: event.customerRef } })
  return owner === null || drainCustomer(owner.id, now)
}

function answer(status: number, message: string): Response {
  return Response.json({ message }, { status })
}
