import 'server-only'
import { z } from 'zod'
import { groupCommit } from '@/lib/group-commit'
import { dateOf } from '../model'
import { expandable, type Stripe } from '../stripe'
import { type EventSource, writeEvents } from './write-events'

/** Events that can change stored billing data. Other events are stored too, but do not cause a sync. */
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

/** Events whose objects contain a charge but no customer. event-owner.ts looks up the customer in Stripe. */
const aboutCharges = /^(charge\.dispute\.|charge\.refund\.|refund\.)/

const subject = z.object({ id: z.string().optional(), object: z.string(), customer: expandable.nullish() })

const eventsMax = 50
const writeEvent = groupCommit(writeEvents, { itemsMax: eventsMax })

/**
 * Stores an event and marks its customer as changed, in one statement, so either both happen or neither does. Only the
 * ids in the payload are used. Events that arrive together share a statement, since under load the round trip and the
 * commit cost more than the rest of a webhook.
 *
 * @param event a verified event
 * @param source how it arrived
 * @throws the database error, in which case nothing is stored
 */
export async function storeEvent(event: Stripe.Event, source: EventSource): Promise<void> {
  const { objectId, customerRef } = idsOf(event)
  const isRelevant = relevant.some((prefix) => event.type.startsWith(prefix))
  const needsOwner = isRelevant && (customerRef !== null || aboutCharges.test(event.type))
  const { id: eventId, type } = event
  const createdAt = dateOf(event.created)
  await writeEvent({ eventId, type, objectId, customerRef, createdAt, source, needsOwner })
}

/** Returns the ids in an event. A missing id is null. */
export function idsOf(event: Stripe.Event): { objectId: string | null; customerRef: string | null } {
  const parsed = subject.safeParse(event.data?.object)
  if (!parsed.success) return { objectId: null, customerRef: null }
  const { id = null, object, customer = null } = parsed.data
  return { objectId: id, customerRef: object === 'customer' ? id : customer }
}
