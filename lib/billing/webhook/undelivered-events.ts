import 'server-only'
import { db } from '@/lib/db'
import { inDays } from '../model'
import { raiseAlert } from '../store'
import { asRefusal, isLivemode, type Stripe, stripe } from '../stripe'
import { keepEvent } from './inbox'

const name = 'undelivered events'
/** Stripe lists an event for 30 days (Stripe docs: list all events). */
const listedDays = 30

/**
 * Takes the events that Stripe could not deliver into the inbox, from where the last run ended. An event stays in this
 * list until it is delivered, so whatever is newer than the kept cursor has been looked at by no run yet.
 *
 * @param now the present moment
 * @returns how many events were taken in (those that came by webhook too were there already)
 * @throws Stripe's errors when it does not answer; the next run goes on from the last event that was kept
 */
export async function takeUndelivered(now: Date): Promise<number> {
  const cursor = await db().billingCursor.findUnique({ where: { name } })
  try {
    return await walk(cursor?.value ?? null, now)
  } catch (error) {
    if (!cursor || !asRefusal(error)) throw error
    // The last one is not in the list any more. It was delivered since, as a rule, and what is older was looked at.
    await db().billingCursor.deleteMany({ where: { name, value: cursor.value } })
    if (cursor.updatedAt < inDays(now, -listedDays)) {
      const message = `no run has asked for undelivered events since ${cursor.updatedAt.toISOString()}: some are lost`
      await raiseAlert({ kind: 'event_gap', key: cursor.value, teamId: null, message }, now)
    }
    return walk(null, now)
  }
}

async function walk(cursor: string | null, now: Date): Promise<number> {
  const where = cursor ? { ending_before: cursor } : {}
  let taken = 0
  let newest = cursor
  // With a cursor the list comes oldest first, so each event moves it on; without one newest first, and the first counts.
  for await (const event of stripe().events.list({ delivery_success: false, limit: 100, ...where })) {
    if (isForUs(event)) await keepEvent(event, 'reconcile')
    taken++
    if (cursor || !newest) newest = event.id
    if (cursor && taken % 50 === 0) await keepCursor(newest, now)
  }
  // Also when there was none: this run has asked.
  if (newest) await keepCursor(newest, now)
  return taken
}

const isForUs = (event: Stripe.Event) => !event.account && event.livemode === isLivemode()

async function keepCursor(value: string | null, now: Date): Promise<void> {
  if (!value) return
  const data = { value, updatedAt: now }
  await db().billingCursor.upsert({ where: { name }, create: { name, ...data }, update: data })
}
