import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { holdStatement } from '@/dev/testing/crash'
import { deliver, eventsFor } from '@/dev/testing/hooks'
import { newOwner, newSubscriber, openShop } from '@/dev/testing/shop'
import { closeWire, hold, resetWire } from '@/dev/testing/wire'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { linkCustomer, linkLostCustomer } from '../customers/link-customer'
import { readCustomer } from '../store/stored-customer'
import { stripe } from '../stripe/client'
import { syncCustomer } from '../sync/sync-customer'
import { resolveUnowned } from './event-owner'

const now = () => new Date()

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

/** A team whose customer was requested but never linked, and the Stripe customer with the team's id in its metadata. */
async function unlinkedCustomer(viewer: Viewer) {
  const { teamId } = viewer
  const row = await db().billingCustomer.create({
    data: { teamId, livemode: false, createStartedAt: now(), sync: { create: {} } },
  })
  const customer = await stripe().customers.create({ metadata: { team_id: teamId } })
  return { id: row.id, customer: customer.id }
}

const secondCustomers = () => db().billingAlert.findMany({ where: { kind: 'second_customer' } })

/** Waits until a statement is blocked by another transaction's lock. */
async function untilBlocked(): Promise<void> {
  const waiting = () => db().$queryRaw<{ count: bigint }[]>`
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
  while (Number((await waiting())[0]?.count) === 0) await new Promise((resolve) => setTimeout(resolve, 5))
}

it('matches an event to its customer during a sync without a deadlock', async () => {
  const { customer } = await newSubscriber('pro')
  const event = eventsFor(customer.stripeCustomerId).at(-1)
  if (!event) throw new Error('a new subscription must send events')
  await deliver(event)
  const where = { eventId: event.id }
  await db().stripeEvent.update({ where, data: { state: 'unowned' } })
  const closing = holdStatement(/UPDATE \S*"StripeEvent" SET "state"/)
  const syncing = syncCustomer(customer.id, now())
  await closing.arrived
  const resolving = resolveUnowned(now(), event.id)
  await untilBlocked()
  closing.release()
  await Promise.all([syncing, resolving])
  expect(await db().stripeEvent.findUnique({ where })).toMatchObject({ state: 'done', attempts: 0, error: null })
})

describe('a customer lookup', () => {
  it('accepts a customer that was linked in the meantime, without an alert', async () => {
    const viewer = await newOwner()
    const { id, customer } = await unlinkedCustomer(viewer)
    const [event] = eventsFor(customer)
    if (!event) throw new Error('a new customer must send an event')
    await deliver(event)
    const lookup = hold('GET', new RegExp(`^/v1/customers/${customer}$`))
    const resolving = resolveUnowned(now(), event.id)
    await lookup.arrived
    await linkCustomer(id, customer)
    lookup.release()
    await resolving
    expect(await db().stripeEvent.findUnique({ where: { eventId: event.id } })).toMatchObject({ state: 'received' })
    expect(await secondCustomers()).toEqual([])
    // Once for the link and once for the event, because the event's change may be newer.
    expect((await readCustomer(viewer.teamId))?.sync?.dirtySeq).toBe(2n)
  })

  it('rejects a second customer for a team that was linked in the meantime', async () => {
    const viewer = await newOwner()
    const { id, customer } = await unlinkedCustomer(viewer)
    const other = await stripe().customers.create({ metadata: { team_id: viewer.teamId } })
    const linking = holdStatement(/SET "stripeCustomerId"/)
    const late = linkLostCustomer(other.id, now())
    await linking.arrived
    expect(await linkCustomer(id, customer)).toBe(true)
    linking.release()
    expect(await late).toBe(false)
    expect(await secondCustomers()).toMatchObject([{ key: other.id, teamId: viewer.teamId }])
    expect((await secondCustomers())[0]?.message).toContain(customer)
  })

  it('accepts the same customer when it is linked twice', async () => {
    const { id, customer } = await unlinkedCustomer(await newOwner())
    const linking = holdStatement(/SET "stripeCustomerId"/)
    const late = linkLostCustomer(customer, now())
    await linking.arrived
    await linkCustomer(id, customer)
    linking.release()
    expect(await late).toBe(true)
    expect(
      await db().billingAlert.findUnique({ where: { kind_key: { kind: 'second_customer', key: customer } } }),
    ).toBe(null)
  })
})
