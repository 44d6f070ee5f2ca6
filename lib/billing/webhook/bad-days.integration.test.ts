import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { deliver, eventOf, eventsDuring, signed, stripeKeys, webhook } from '@/dev/testing/hooks'
import { breakStripe, callsDuring, newSubscriber, openShop, restoreStripe, standIn } from '@/dev/testing/shop'
import { takeTimer } from '@/dev/testing/timers'
import { db } from '@/lib/db'
import * as environment from '@/lib/env'
import { getBilling } from '../access/billing-page'
import { drainBilling } from '../operations/worker'
import { listAlerts } from '../store/alerts'
import { stripe } from '../stripe/client'
import { handleStripeWebhook } from './handle-webhook'

vi.unmock('@/lib/timeout')

const now = () => new Date()
const plain = environment.env()
const withEnv = (more: object) => vi.spyOn(environment, 'env').mockReturnValue({ ...plain, ...more })
const post = async (payload: string, headers?: Record<string, string>) =>
  (await handleStripeWebhook(webhook(payload, headers))).status
const counted = async (kind: string) => (await listAlerts(new Date(0))).find((alert) => alert.kind === kind)?.count

beforeAll(openShop)
afterEach(() => vi.restoreAllMocks())
afterAll(() => standIn.close())

describe('the signature', () => {
  it('is accepted with either secret while the secret is being rolled', async () => {
    const { customer } = await newSubscriber('pro')
    const event = () =>
      JSON.stringify(eventOf('customer.updated', { id: customer.stripeCustomerId, object: 'customer' }))
    withEnv({ STRIPE_WEBHOOK_SECRET: `whsec_new, ${stripeKeys.webhookSecret}` })
    expect(await post(event())).toBe(200)
    withEnv({ STRIPE_WEBHOOK_SECRET: `${stripeKeys.webhookSecret},whsec_new` })
    expect(await post(event())).toBe(200)
    withEnv({ STRIPE_WEBHOOK_SECRET: 'whsec_new' })
    expect(await post(event())).toBe(400)
  })

  it('is rejected when the header is duplicated', async () => {
    const payload = JSON.stringify(eventOf('customer.updated', { id: 'cus_1', object: 'customer' }))
    const header = signed(payload)['stripe-signature'] ?? ''
    expect(await post(payload, { 'stripe-signature': `${header}, ${header}` })).toBe(400)
    expect(await post(payload, { 'stripe-signature': `${header},v1=0000` })).toBe(200)
  })

  it('is accepted if it is up to 300 seconds old or from a clock that is ahead', async () => {
    const moment = now()
    const statusAtAge = async (seconds: number) => {
      const payload = JSON.stringify(eventOf('product.updated', { id: 'prod_1', object: 'product' }))
      const signature = signed(payload, Math.floor(moment.getTime() / 1000) - seconds)
      return (await handleStripeWebhook(webhook(payload, signature), moment)).status
    }
    expect([await statusAtAge(-3_600), await statusAtAge(300), await statusAtAge(301)]).toEqual([200, 200, 400])
  })
})

describe('the body', () => {
  it('is limited to one megabyte and is not read past the limit', async () => {
    const pad = (length: number) => {
      const event = eventOf('product.updated', { id: 'prod_1', object: 'product', description: '' })
      const payload = JSON.stringify(event)
      return payload.replace('"description":""', `"description":"${'x'.repeat(length - payload.length)}"`)
    }
    expect(await post(pad(1_000_000))).toBe(200)
    expect(await post(pad(1_000_001))).toBe(413)
    let sent = 0
    const endless = new ReadableStream({
      pull(controller) {
        sent += 65_536
        controller.enqueue(new Uint8Array(65_536))
      },
    })
    const request = new Request('http://localhost/', { method: 'POST', body: endless, duplex: 'half' } as RequestInit)
    expect((await handleStripeWebhook(request)).status).toBe(413)
    expect(sent).toBeLessThan(1_500_000)
  })

  it.each([
    ['an unknown type', eventOf('customer.brand_new_thing', { id: 'cus_9', object: 'customer' })],
    ['a null object', { ...eventOf('invoice.paid', {}), data: { object: null } }],
    ['no data', { ...eventOf('invoice.paid', {}), data: undefined }],
    ['an older API version', eventOf('product.updated', { id: 'p', object: 'product' }, { api_version: '2019-02-11' })],
    ['a null API version', eventOf('product.updated', { id: 'p', object: 'product' }, { api_version: null })],
  ])('with %s is stored, and the response is 200', async (_what, event) => {
    expect(await post(JSON.stringify(event))).toBe(200)
    expect(await db().stripeEvent.findUnique({ where: { eventId: event.id } })).not.toBeNull()
  })

  it('with hostile metadata does not pollute prototypes or change a customer', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    const hostile = `{"id":"cus_hostile","object":"customer","metadata":{"__proto__":{"admin":true},"team_id":"${viewer.teamId}"},"__proto__":{"admin":true}}`
    const payload = JSON.stringify(eventOf('customer.updated', {})).replace('"object":{}', `"object":${hostile}`)
    expect(await post(payload)).toBe(200)
    await drainBilling(now())
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
    expect(await db().billingCustomer.findUnique({ where: { teamId: viewer.teamId } })).toMatchObject({
      stripeCustomerId: customer.stripeCustomerId,
    })
  })
})

describe('events from the other mode and from connected accounts', () => {
  it('are counted but not stored, and the response is 200', async () => {
    const before = await db().stripeEvent.count()
    const object = { id: 'cus_1', object: 'customer' }
    for (let round = 0; round < 2; round++) {
      expect(await deliver(eventOf('customer.updated', object, { livemode: true }))).toBe(200)
      expect(await deliver(eventOf('customer.updated', object, { account: 'acct_other' }))).toBe(200)
    }
    expect(await db().stripeEvent.count()).toBe(before)
    expect([await counted('other_mode'), await counted('connected_account')]).toEqual([2, 2])
  })
})

describe('a platform without a worker', () => {
  async function canceled() {
    const made = await newSubscriber('pro')
    const events = await eventsDuring(made.customer.stripeCustomerId, () =>
      stripe().subscriptions.update(made.subscriptionId, { cancel_at: 'max_period_end' }),
    )
    return { ...made, event: events[0] ?? eventOf('none', {}) }
  }

  it('syncs the customer before it responds', async () => {
    withEnv({ BILLING_SYNC: 'inline' })
    const { viewer, event } = await canceled()
    expect(await deliver(event)).toBe(200)
    expect(await getBilling(viewer)).toMatchObject({ state: 'canceling' })
    const calls = await callsDuring(() => deliver(event))
    expect(calls).toEqual([])
  })

  it('responds with 503 if the sync fails, so that Stripe retries', async () => {
    withEnv({ BILLING_SYNC: 'inline' })
    const { viewer, customer, event } = await canceled()
    await breakStripe({ method: 'GET', path: `/v1/customers/${customer.stripeCustomerId}`, status: 500, times: 3 })
    expect(await deliver(event)).toBe(503)
    expect(await getBilling(viewer)).toMatchObject({ state: 'active' })
    await restoreStripe()
    expect(await deliver(event)).toBe(200)
    expect(await getBilling(viewer)).toMatchObject({ state: 'canceling' })
  })

  it('responds with 503 if Stripe does not respond within five seconds', async () => {
    withEnv({ BILLING_SYNC: 'inline' })
    const { viewer, customer, event } = await canceled()
    const path = `/v1/customers/${customer.stripeCustomerId}`
    await breakStripe({ method: 'GET', path, delayMs: 8_765, times: 1 })
    const [timeout, hang] = [takeTimer(5_000), takeTimer(8_765)]
    const status = deliver(event)
    await Promise.all([timeout.isSet, hang.isSet])
    timeout.fire()
    expect(await status).toBe(503)
    hang.fire()
    expect(await deliver(event)).toBe(200)
    expect(await getBilling(viewer)).toMatchObject({ state: 'canceling' })
  })
})

describe('while the database is down', () => {
  it('the webhook throws, and the next delivery stores the event', async () => {
    const { customer } = await newSubscriber('pro')
    const event = eventOf('customer.updated', { id: customer.stripeCustomerId, object: 'customer' })
    const down = () => Promise.reject(new Error('the database is down'))
    const broken = vi.spyOn(pg.Pool.prototype, 'query').mockImplementationOnce(down)
    await expect(deliver(event)).rejects.toThrow('the database is down')
    broken.mockRestore()
    expect(await db().stripeEvent.count({ where: { eventId: event.id } })).toBe(0)
    expect(await deliver(event)).toBe(200)
    expect(await db().stripeEvent.count({ where: { eventId: event.id } })).toBe(1)
  })
})
