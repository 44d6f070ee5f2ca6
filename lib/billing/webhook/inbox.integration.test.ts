import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { holdStatement } from '@/dev/testing/crash'
import { deliver, eventOf } from '@/dev/testing/hooks'
import { newSubscriber, openShop, standIn, statementsDuring } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { ensureCustomer } from '../customers/ensure-customer'
import { stripe } from '../stripe/client'

beforeAll(openShop)
afterAll(() => standIn.close())

const rowOf = (customerId: string) => db().billingSync.findUniqueOrThrow({ where: { customerId } })

describe('events that arrive at the same time', () => {
  it('are all stored and mark their customers, with fewer statements than events', async () => {
    const owners = [await newSubscriber('pro'), await newSubscriber('pro'), await newSubscriber('business')]
    const before = await Promise.all(owners.map(({ customer }) => rowOf(customer.id)))
    const events = Array.from({ length: 30 }, (_, index) => {
      const customer = owners[index % 3]?.customer.stripeCustomerId
      return eventOf('customer.subscription.updated', { id: `sub_${index}`, object: 'subscription', customer })
    })
    const statements = await statementsDuring(async () => {
      expect(new Set(await Promise.all(events.map(deliver)))).toEqual(new Set([200]))
    })
    expect(statements.length).toBeLessThan(events.length)
    const stored = await db().stripeEvent.findMany({ where: { eventId: { in: events.map(({ id }) => id) } } })
    expect(stored.filter(({ state }) => state === 'received').length).toBe(30)
    for (const { customerId, dirtySeq } of before) expect((await rowOf(customerId)).dirtySeq).toBeGreaterThan(dirtySeq)
  })

  it('are stored once if they are duplicates', async () => {
    const { customer } = await newSubscriber('pro')
    const event = eventOf('customer.updated', { id: customer.stripeCustomerId, object: 'customer' })
    expect(await Promise.all([event, event, event].map(deliver))).toEqual([200, 200, 200])
    expect(await db().stripeEvent.count({ where: { eventId: event.id } })).toBe(1)
  })

  it('are stored even if the database rejects one of them', async () => {
    const { customer } = await newSubscriber('pro')
    const { dirtySeq } = await rowOf(customer.id)
    const about = { id: customer.stripeCustomerId, object: 'customer' }
    const [good, bad] = [eventOf('customer.updated', about), eventOf('customer.updated\0', about)]
    const [stored, lost] = await Promise.allSettled([good, bad].map(deliver))
    expect(stored).toMatchObject({ status: 'fulfilled', value: 200 })
    expect(lost?.status).toBe('rejected')
    expect(await db().stripeEvent.findMany({ where: { eventId: { in: [good.id, bad.id] } } })).toMatchObject([
      { eventId: good.id, state: 'received' },
    ])
    expect((await rowOf(customer.id)).dirtySeq).toBe(dirtySeq + 1n)
  })

  it('do not wait for an event whose customer is locked', async () => {
    const [locked, free, later] = [await newSubscriber('pro'), await newSubscriber('pro'), await newSubscriber('pro')]
    const about = ({ customer: { stripeCustomerId } }: typeof free) =>
      deliver(eventOf('customer.updated', { id: stripeCustomerId, object: 'customer' }))
    const holder = new pg.Client(process.env.DATABASE_URL)
    await holder.connect()
    const waiting = async () => {
      const found = await holder.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      )
      return found.rows[0]?.pid
    }
    await holder.query('BEGIN')
    await holder.query('SELECT 1 FROM "BillingSync" WHERE "customerId" = $1 FOR UPDATE', [locked.customer.id])
    const alone = about(later)
    const [blocked, unblocked] = [about(locked), about(free)]
    const pid = await vi.waitUntil(waiting)
    await holder.query('SELECT pg_terminate_backend($1)', [pid])
    expect(await Promise.all([alone, unblocked])).toEqual([200, 200])
    expect(await about(later)).toBe(200)
    await holder.query('COMMIT')
    expect(await blocked).toBe(200)
    await holder.end()
  })
})

describe('an event that arrives while its customer is being replaced', () => {
  it('does not wait for the old customer', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    await stripe().customers.del(customer.stripeCustomerId)
    const unlinking = holdStatement(/UPDATE \S*"BillingCustomer" SET "stripeCustomerId"/)
    const replacing = ensureCustomer(viewer)
    await unlinking.arrived
    const event = eventOf('customer.updated', { id: customer.stripeCustomerId, object: 'customer' })
    const arriving = deliver(event)
    await vi.waitUntil(async () => (await waitingForLocks()) > 0)
    unlinking.release()
    await replacing
    expect(await arriving).toBe(200)
    expect(await db().stripeEvent.findUnique({ where: { eventId: event.id } })).toMatchObject({ state: 'unowned' })
  })
})

async function waitingForLocks(): Promise<number> {
  const rows = await db().$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`
  return rows[0]?.count ?? 0
}
