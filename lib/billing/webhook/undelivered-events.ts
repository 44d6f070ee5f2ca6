import 'server-only'
import { db } from '@/lib/db'
import { inDays } from '../model'
import { raiseAlert } from '../store'
import { isLivemode, isRejection, type Stripe, stripe } from '../stripe'
import { storeEvent } from './inbox'

const name = 'undelivered events'
/** Stripe lists an event for 30 days (Stripe docs: list all events). */
const listedDays = 30

/**
 * Stores the events that Stripe could not deliver, starting where the last run ended. Stripe lists an event until it is
 * delivered, so everything newer than the saved cursor is new to this run.
 *
 * @param now the current time
 * @returns the number of undelivered events listed, including any that were already stored
 * @throws Stripe's errors during an outage; the next run continues from the last saved cursor
 */
export async function fetchUndelivered(now: Date): Promise<number> {
  const cursor = await db().billingCursor.findUnique({ where: { name } })
  try {
    return await fetchFrom(cursor?.value ?? null, now)
  } catch (error) {
    if (!cursor || !isRejection(error)) throw error
    // The cursor's event is no longer listed, probably because it was delivered. Older events have been processed.
    await db().billingCursor.deleteMany({ where: { name, value: cursor.value } })
    if (cursor.updatedAt < inDays(now, -listedDays)) {
      const message = `Undelivered events have not been fetched since ${cursor.updatedAt.toISOString()}, so some were lost`
      await raiseAlert({ kind: 'event_gap', key: cursor.value, teamId: null, message }, now)
    }
    return fetchFrom(null, now)
  }
}

async function fetchFrom(cursor: string | null, now: Date): Promise<number> {
  const where = cursor ? { ending_before: cursor } : {}
  let stored = 0
  let newest = cursor
  // With a cursor, the list is oldest first and each event advances it. Without one, it is newest first.
  for await (const event of stripe().events.list({ delivery_success: false, limit: 100, ...where })) {
    if (isOurs(event)) await storeEvent(event, 'reconcile')
    stored++
    if (cursor || !newest) newest = event.id
    if (cursor && stored % 50 === 0) await saveCursor(newest, now)
  }
  // Save the cursor even if nothing was listed, to record the time of this run.
  if (newest) await saveCursor(newest, now)
  return stored
}

const isOurs = (event: Stripe.Event) => !event.account && event.livemode === isLivemode()

async function saveCursor(value: string | null, now: Date): Promise<void> {
  if (!value) return
  const data = { value, updatedAt: now }
  await db().billingCursor.upsert({ where: { name }, create: { name, ...data }, update: data })
}
