import 'server-only'
import { db } from '@/lib/db'
import type { StripeEvent } from '@/lib/generated/prisma/client'
import { failure, runEach } from '@/lib/leases'
import { log } from '@/lib/log'
import { linkLostCustomer } from '../customers'
import { markDirty } from '../store'
import { idOf, nullWhenMissing, type Stripe, stripe } from '../stripe'

const retryMsMax = 60 * 60_000

/**
 * Finds the customers of events that arrived before their customer was linked, or that contain only a charge id. An
 * event is accepted if its customer is linked, or if the Stripe customer's metadata contains the id of a team whose own
 * customer was requested but never linked because the response was lost. All other events are foreign, such as events
 * for other products in the account.
 *
 * @param now the current time
 * @param eventId resolves only this event; if omitted, resolves all due events
 * @returns the number of events that were resolved
 */
export async function resolveUnowned(now: Date, eventId?: string): Promise<number> {
  const events = await db().stripeEvent.findMany({
    where: { eventId, state: 'unowned', OR: [{ nextAttemptAt: null }, { nextAttemptAt: { lte: now } }] },
    orderBy: { receivedAt: 'asc' },
    take: 50,
  })
  return runEach(
    events,
    (event) => resolve(event, now),
    (event, error) => postpone(event, error, now),
  )
}

async function postpone({ eventId, attempts: before }: StripeEvent, error: unknown, now: Date): Promise<void> {
  log().warn({ err: error, eventId }, 'looking up the customer for an event failed and will be retried')
  const { lastError, ...retry } = failure(error, before, now, retryMsMax)
  await db().stripeEvent.update({ where: { eventId }, data: { ...retry, error: lastError } })
}

/** @returns always true, since every result resolves the event */
async function resolve(event: StripeEvent, now: Date): Promise<true> {
  const customerRef = event.customerRef ?? (await customerOfCharge(event))
  const where = { eventId: event.eventId, state: 'unowned' as const }
  const isOurs = customerRef !== null && (await linkLostCustomer(customerRef, now))
  if (!isOurs) {
    const data = { state: 'foreign' as const, customerRef, result: 'no customer of ours', processedAt: now }
    await db().stripeEvent.updateMany({ where, data })
    return true
  }
  await db().$transaction(async (tx) => {
    // Lock the customer before its events, in the same order as a sync, to avoid a deadlock.
    const [owner] = await tx.$queryRaw<{ customerId: string }[]>`
      SELECT "customerId" FROM "BillingSync" JOIN "BillingCustomer" ON "id" = "customerId"
      WHERE "stripeCustomerId" = ${customerRef} FOR UPDATE OF "BillingSync" FOR KEY SHARE OF "BillingCustomer"`
    // The customer was unlinked after the lookup. The next run resolves the event.
    if (!owner) return
    const { count } = await tx.stripeEvent.updateMany({ where, data: { state: 'received', customerRef, error: null } })
    if (count > 0) await markDirty(owner.customerId, tx)
  })
  return true
}

async function customerOfCharge({ type, objectId }: StripeEvent): Promise<string | null> {
  if (!objectId) return null
  const expand = ['charge']
  const subject = type.startsWith('charge.dispute.')
    ? await stripe().disputes.retrieve(objectId, { expand }).catch(nullWhenMissing)
    : await stripe().refunds.retrieve(objectId, { expand }).catch(nullWhenMissing)
  const charge = subject?.charge as Stripe.Charge | null | undefined
  return idOf(charge?.customer)
}
