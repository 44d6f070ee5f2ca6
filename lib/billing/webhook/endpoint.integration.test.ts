import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deliver, eventOf } from '@/dev/testing/hooks'
import { newSubscriber, openShop, standIn } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { checkBilling } from '../operations/doctor'
import { stripe } from '../stripe/client'
import { subscribedTypes } from './event-types'

beforeAll(openShop)
afterAll(() => standIn.close())

describe('the subscribed event types', () => {
  it('all mark their customer as changed', async () => {
    const { customer } = await newSubscriber('pro')
    for (const type of subscribedTypes) {
      const event = eventOf(type, { id: 'x', object: 'x', customer: customer.stripeCustomerId })
      expect(await deliver(event)).toBe(200)
      const row = await db().stripeEvent.findUniqueOrThrow({ where: { eventId: event.id } })
      expect([type, row.state]).toEqual([type, 'received'])
    }
  })

  it('are checked by the doctor command', async () => {
    const webhook = async () => (await checkBilling()).find(({ message }) => message.startsWith('Webhook:'))
    const url = 'http://localhost:3000/api/stripe/webhook'
    expect(await webhook()).toMatchObject({ ok: true, message: expect.stringContaining('no endpoint') })
    const [first = 'invoice.paid', ...rest] = subscribedTypes
    const { id } = await stripe().webhookEndpoints.create({ url, enabled_events: rest })
    expect(await webhook()).toMatchObject({ ok: false, message: expect.stringContaining(first) })
    await stripe().webhookEndpoints.update(id, { enabled_events: [first, ...rest] })
    expect(await webhook()).toMatchObject({ ok: true })
    await stripe().webhookEndpoints.update(id, { enabled_events: ['*'] })
    expect(await webhook()).toMatchObject({ ok: true })
    await stripe().webhookEndpoints.del(id)
  })

  it('match the list in docs/going-live.md', () => {
    const text = readFileSync('docs/going-live.md', 'utf8')
    const table = text.slice(text.indexOf('Choose these events:'), text.indexOf('Other events are harmless'))
    const cells = [...table.matchAll(/(all )?`([\w.]+)`(?: and `([\w.]+)`)?/g)]
    const named = cells.flatMap(([, all, ...names]) => {
      return names.flatMap((name) =>
        !name ? [] : all ? subscribedTypes.filter((type) => type.startsWith(`${name}.`)) : [name],
      )
    })
    expect([...new Set(named)].sort()).toEqual([...subscribedTypes])
  })
})
