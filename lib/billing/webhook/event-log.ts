import 'server-only'
import { db } from '@/lib/db'
import type { StripeEvent } from '@/lib/generated/prisma/client'
import { pruneOutbox } from '@/lib/outbox'
import { inDays } from '../model'
import { eventLogDays } from '../policy'
import { markDirty } from '../store'
import { isMissing, stripe } from '../stripe'
import { drainCustomer } from '../sync'
import { resolveUnowned } from './event-owner'
import { storeEvent } from './inbox'

export type EventLogEntry = StripeEvent

/** Returns the latest events and their results for an admin page: at most `limit`, newest first. */
export function listEvents(limit: number, customerRef?: string): Promise<EventLogEntry[]> {
  return db().stripeEvent.findMany({ where: { customerRef }, orderBy: { receivedAt: 'desc' }, take: limit })
}

/**
 * Processes an event again: finds its customer and reads the customer from Stripe. An event that is not in the event log is
 * fetched from Stripe, which keeps events for 30 days.
 *
 * @param eventId Stripe's id, evt_…
 * @param now the current time
 * @returns the resulting log entry, or null if neither the event log nor Stripe has the event
 */
export async function replayEvent(eventId: string, now: Date): Promise<EventLogEntry | null> {
  const where = { eventId }
  if (!(await db().stripeEvent.findUnique({ where })) && !(await fetchEvent(eventId))) return null
  // The customer match may be outdated, so look it up again. Ignored events remain ignored.
  await db().stripeEvent.updateMany({
    where: { eventId, state: { not: 'ignored' } },
    data: { state: 'unowned', result: null, error: null, processedAt: null, nextAttemptAt: null },
  })
  await resolveUnowned(now, eventId)
  const entry = await db().stripeEvent.findUniqueOrThrow({ where })
  const owner = entry.customerRef
    ? await db().billingCustomer.findUnique({ where: { stripeCustomerId: entry.customerRef } })
    : null
  if (!owner || entry.state === 'ignored') return entry
  await markDirty(owner.id)
  await drainCustomer(owner.id, now)
  return db().stripeEvent.findUnique({ where })
}

async function fetchEvent(eventId: string): Promise<boolean> {
  try {
    await storeEvent(await stripe().events.retrieve(eventId), 'replay')
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/**
 * Deletes old events, and the contents of old outbox entries. Stripe retries an event for 3 days, and it can be resent and
 * listed for 30, so no duplicate arrives after 90 days. A duplicate would be harmless anyway, because an event only
 * causes a read, and facts and outbox keys are never deleted.
 *
 * @param now the current time
 * @returns the number of events that were deleted
 */
export async function pruneEvents(now: Date): Promise<number> {
  const before = inDays(now, -eventLogDays)
  const { count } = await db().stripeEvent.deleteMany({
    where: { receivedAt: { lt: before }, createdAt: { lt: before }, state: { in: ['done', 'ignored', 'foreign'] } },
  })
  await db().reconcileRun.deleteMany({ where: { startedAt: { lt: before } } })
  await pruneOutbox(before)
  return count
}
