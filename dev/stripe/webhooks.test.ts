import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type StandIn, startStandIn } from './server'

type Received = { body: string; signature: string; warning: string | undefined }

let standIn: StandIn
let received: Received[]
let answers: number[]
let server: ReturnType<typeof createServer>
let url: string

beforeEach(async () => {
  received = []
  answers = []
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (data: Buffer) => {
      body += data.toString()
    })
    request.on('end', () => {
      const { 'stripe-signature': signature, 'stand-in-warning': warning } = request.headers
      received.push({ body, signature: String(signature), warning: warning as string | undefined })
      response.writeHead(answers.shift() ?? 200).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  standIn = await startStandIn({ webhookUrl: url })
})

afterEach(async () => {
  await standIn.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const types = () => received.map(({ body }) => JSON.parse(body).type as string)
const customer = (name: string) => standIn.ctx.call('POST', '/v1/customers', { name })
const control = async (path: string, body: object = {}) => {
  const options = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  return (await fetch(`${standIn.url}/_control${path}`, options)).json()
}

describe('an event', () => {
  it('has a signature that the SDK accepts', async () => {
    customer('Ada')
    await standIn.deliveries.idle()
    const [first] = received
    const stripe = new Stripe('sk_test_local_x')
    const event = stripe.webhooks.constructEvent(first?.body ?? '', first?.signature ?? '', standIn.webhookSecret)
    expect(event).toMatchObject({ type: 'customer.created', livemode: false, pending_webhooks: 1 })
    expect(standIn.ctx.store.get(event.id)).toMatchObject({ pending_webhooks: 0 })
  })

  it('is sent to the endpoints that subscribe to it', async () => {
    standIn.ctx.call('POST', '/v1/webhook_endpoints', { url, enabled_events: ['product.created'] })
    customer('Ada')
    standIn.ctx.call('POST', '/v1/products', { name: 'Pro' })
    await standIn.deliveries.idle()
    expect(types().sort()).toEqual(['customer.created', 'product.created', 'product.created'])
  })

  it('has its endpoint’s version, with a warning if the shape differs', async () => {
    const { apiVersion: own } = standIn.ctx
    const older = { url, enabled_events: ['product.created'], api_version: '2025-03-31.basil' }
    standIn.ctx.call('POST', '/v1/webhook_endpoints', older)
    standIn.ctx.call('POST', '/v1/products', { name: 'Pro' })
    await standIn.deliveries.idle()
    const versions = received.map(({ body, warning }) => [JSON.parse(body).api_version, warning])
    expect(versions).toHaveLength(2)
    expect(versions).toContainEqual([own, undefined])
    const warning = `This uses API version ${own}, not 2025-03-31.basil.`
    expect(versions).toContainEqual(['2025-03-31.basil', warning])
  })

  it('is retried with a new signature when a test requests it', async () => {
    await control('/deliveries/waits', { waitsMs: [3_600_000] })
    answers = [500]
    customer('Ada')
    await standIn.deliveries.idle()
    expect(received).toHaveLength(1)
    expect(await control('/deliveries/retry')).toEqual({ retried: 1 })
    await standIn.deliveries.idle()
    expect(types()).toEqual(['customer.created', 'customer.created'])
    const [event] = standIn.ctx.store.all('event')
    expect(event?._attempts.map(({ status }: { status: number }) => status)).toEqual([500, 200])
    expect(event?.pending_webhooks).toBe(0)
  })

  it('can be held, dropped, duplicated, or delayed, by type and customer', async () => {
    const ada = customer('Ada')
    await standIn.deliveries.idle()
    received.length = 0
    await control('/deliveries', { mode: 'duplicate', types: ['product.created'] })
    await control('/deliveries', { mode: 'drop', types: ['price.created'] })
    await control('/deliveries', { mode: 'hold', customer: ada.id })
    await control('/deliveries', { mode: 'delay', types: ['coupon.created'], delayMs: 3_600_000 })
    const product = standIn.ctx.call('POST', '/v1/products', { name: 'Pro' })
    standIn.ctx.call('POST', '/v1/prices', { product: product.id, currency: 'usd', unit_amount: 1 })
    standIn.ctx.call('POST', '/v1/coupons', { percent_off: 5 })
    standIn.ctx.call('POST', `/v1/customers/${ada.id}`, { name: 'Ada L.' })
    await standIn.deliveries.idle()
    expect(types()).toEqual(['product.created', 'product.created'])
    await control(`/deliveries/release?customer=${ada.id}`)
    await control('/deliveries/retry')
    await standIn.deliveries.idle()
    expect(types().slice(2).sort()).toEqual(['coupon.created', 'customer.updated'])
  })

  it('can be resent', async () => {
    customer('Ada')
    await standIn.deliveries.idle()
    const [event] = standIn.ctx.store.all('event')
    await control('/deliveries/resend', { event: event?.id })
    await standIn.deliveries.idle()
    expect(types()).toEqual(['customer.created', 'customer.created'])
  })

  it('has the ID of the request that caused it', async () => {
    const stripe = new Stripe(standIn.secretKey, {
      host: '127.0.0.1',
      port: new URL(standIn.url).port,
      protocol: 'http',
    })
    const { lastResponse } = await stripe.customers.create({}, { idempotencyKey: 'key-1' })
    await standIn.deliveries.idle()
    const { request } = JSON.parse(received[0]?.body ?? '{}')
    expect(request).toEqual({ id: lastResponse.requestId, idempotency_key: 'key-1' })
  })
})
