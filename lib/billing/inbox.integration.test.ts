import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliver, eventOf } from '@/dev/testing/hooks'
import { newSubscriber, openShop, standIn, statementsDuring } from '@/dev/testing/shop'
import { db } from '@/lib/db'

beforeAll(openShop)
afterAll(() => standIn.close())

const rowOf = (id: string) => db().billingCustomer.findUniqueOrThrow({ where: { id } })

describe('events that arrive in the same moment', () => {
  it('are all kept and mark their customers, with fewer statements than events', async () => {
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
    const kept = await db().stripeEvent.findMany({ where: { eventId: { in: events.map(({ id }) => id) } } })
    expect(kept.filter(({ state }) => state === 'received').length).toBe(30)
    for (const { id, dirtySeq } of before) expect((await rowOf(id)).dirtySeq).toBeGreaterThan(dirtySeq)
  })

  it('are kept once, also when one of them comes twice', async () => {
    const { customer } = await newSubscriber('pro')
    const event = eventOf('customer.updated', { id: customer.stripeCustomerId, object: 'customer' })
    expect(await Promise.all([event, event, event].map(deliver))).toEqual([200, 200, 200])
    expect(await db().stripeEvent.count({ where: { eventId: event.id } })).toBe(1)
  })

  it('do not go down with one that the database cannot take', async () => {
    const { customer } = await newSubscriber('pro')
    const { dirtySeq } = await rowOf(customer.id)
    const about = { id: customer.stripeCustomerId, object: 'customer' }
    const [good, bad] = [eventOf('customer.updated', about), eventOf('customer.updated\0', about)]
    const [kept, lost] = await Promise.allSettled([good, bad].map(deliver))
    expect(kept).toMatchObject({ status: 'fulfilled', value: 200 })
    expect(lost?.status).toBe('rejected')
    expect(await db().stripeEvent.findMany({ where: { eventId: { in: [good.id, bad.id] } } })).toMatchObject([
      { eventId: good.id, state: 'received' },
    ])
    expect((await rowOf(customer.id)).dirtySeq).toBe(dirtySeq + 1n)
  })
})
