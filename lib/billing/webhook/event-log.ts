import 'server-only'
import { db } from '@/lib/db'
import type { StripeEvent } from '@/lib/generated/prisma/client'
import { pruneOutbox } from '@/lib/outbox'
import { inDays } from '../model'
import { ledgerDays } from '../policy'
import { isMissing, stripe } from '../stripe'
import { drainCustomer, markDirty } from '../sync'
import { resolveUnowned } from './event-owner'
import { keepEvent } from './inbox'

export type LedgerEntry = StripeEvent

/** The latest events of the inbox with what came of them, for an admin page: at most `limit`, newest first. */
export function listEvents(limit: number, customerRef?: string): Promise<LedgerEntry[]> {
  return db().stripeEvent.findMany({ where: { customerRef }, orderBy: { receivedAt: 'desc' }, take: limit })
}

/**
 * Does over again whatever an event led to: finds its owner and reads the customer from Stripe. An event that is not in
 * the ledger (any more) is fetched from Stripe, which keeps it for 30 days.
 *
 * @param eventId Stripe's id, evt_…
 * @param now the present moment
 * @returns the ledger's entry afterwards; null when neither the ledger nor Stripe knows the event
 */
export async function replayEvent(eventId: string, now: Date): Promise<LedgerEntry | null> {
  const where = { eventId }
  if (!(await db().stripeEvent.findUnique({ where })) && !(await fetchEvent(eventId))) return null
  // A verdict may be out of date: whose it is, is asked again. What changes nothing stays ignored.
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
    await keepEvent(await stripe().events.retrieve(eventId), 'replay')
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/**
 * Forgets old events, and the contents of old outbox entries. Stripe sends an event again for 3 days by itself, for 30
 * when somebody asks for it, and lists it for 30: an entry of 90 days can meet no copy any more. And nothing would come
 * of one that did: an event only causes a read, and facts and outbox keys are kept for good.
 *
 * @param now the present moment
 * @returns how many events were forgotten
 */
export async function pruneLedger(now: Date): Promise<number> {
  const before = inDays(now, -ledgerDays)
  const { count } = await db().stripeEvent.deleteMany({
    where: { receivedAt: { lt: before }, createdAt: { lt: before }, state: { in: ['done', 'ignored', 'foreign'] } },
  })
  await db().reconcileRun.deleteMany({ where: { startedAt: { lt: before } } })
  await pruneOutbox(before)
  return count
}
