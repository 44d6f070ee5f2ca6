import Stripe from 'stripe'
import { beforeEach, describe, expect, it } from 'vitest'
import { stripeKeys } from '@/dev/testing/hooks'
import { db } from '@/lib/db'
import { handleStripeWebhook } from './handle-webhook'

const sdk = new Stripe(stripeKeys.secretKey)
const customerId = 'cus_webhook'

function eventOf(changes: object = {}) {
  const object = { id: 'sub_1', object: 'subscription', customer: customerId }
  const base = {
    id: 'evt_1',
    object: 'event',
    api_version: '2026-10-28.endive',
    created: 1_765_000_000,
    livemode: false,
  }
  return { ...base, type: 'customer.subscription.updated', data: { object }, ...changes }
}

function post(payload: string, secret = stripeKeys.webhookSecret, timestamp?: number): Promise<Response> {
  const signature = sdk.webhooks.generateTestHeaderString({ payload, secret, timestamp })
  const headers = { 'stripe-signature': signature }
  return handleStripeWebhook(
    new Request('http://localhost/api/stripe/webhook', { method: 'POST', body: payload, headers }),
  )
}

const dirtySeq = async () => (await db().billingSync.findFirstOrThrow()).dirtySeq

describe('the webhook', () => {
  beforeEach(async () => {
    await db().stripeEvent.deleteMany()
    await db().billingCustomer.deleteMany()
    const team = await db().team.create({ data: { name: 'Team' } })
    await db().billingCustomer.create({
      data: { teamId: team.id, livemode: false, stripeCustomerId: customerId, sync: { create: {} } },
    })
  })

  it('stores a duplicate event once and marks its customer once', async () => {
    const payload = JSON.stringify(eventOf())
    const responses = await Promise.all([post(payload), post(payload), post(payload)])
    expect(responses.map((response) => response.status)).toEqual([200, 200, 200])
    expect(await db().stripeEvent.findMany()).toMatchObject([
      { eventId: 'evt_1', state: 'received', customerRef: customerId },
    ])
    expect(await dirtySeq()).toBe(1n)
  })

  it('verifies the signature over the raw Unicode bytes', async () => {
    const object = { id: 'sub_1', object: 'subscription', customer: customerId, description: 'Zoë — 日本 🎏' }
    expect((await post(JSON.stringify(eventOf({ data: { object } })))).status).toBe(200)
    expect(await dirtySeq()).toBe(1n)
  })

  it.each([
    ['a wrong secret', () => post(JSON.stringify(eventOf()), 'whsec_other')],
    ['an old signature', () => post(JSON.stringify(eventOf()), undefined, Math.floor(Date.now() / 1000) - 400)],
    ['no signature', () => handleStripeWebhook(new Request('http://localhost/', { method: 'POST', body: '{}' }))],
    ['an empty body', () => post('')],
  ])('responds with 400 to %s and stores nothing', async (_name, send) => {
    expect((await send()).status).toBe(400)
    expect(await db().stripeEvent.count()).toBe(0)
    expect(await dirtySeq()).toBe(0n)
  })

  it('responds with 413 to a body over 1 MB', async () => {
    expect((await post(JSON.stringify(eventOf({ padding: 'x'.repeat(1_000_001) })))).status).toBe(413)
  })

  it('ignores an event from the other mode', async () => {
    expect((await post(JSON.stringify(eventOf({ livemode: true })))).status).toBe(200)
    expect(await db().stripeEvent.count()).toBe(0)
    expect(await dirtySeq()).toBe(0n)
  })

  it('stores an event for an unknown customer as unowned, and an irrelevant event as ignored', async () => {
    const stranger = { id: 'sub_9', object: 'subscription', customer: 'cus_unknown' }
    await post(JSON.stringify(eventOf({ id: 'evt_2', data: { object: stranger } })))
    await post(JSON.stringify(eventOf({ id: 'evt_3', type: 'billing_portal.session.created' })))
    const states = await db().stripeEvent.findMany({ orderBy: { eventId: 'asc' }, select: { state: true } })
    expect(states).toEqual([{ state: 'unowned' }, { state: 'ignored' }])
    expect(await dirtySeq()).toBe(0n)
  })
})
