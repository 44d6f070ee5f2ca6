import Stripe from 'stripe'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type StandIn, startStandIn } from './server'
import { takeTimer } from './testing/timers'

let standIn: StandIn
let stripe: Stripe

beforeAll(async () => {
  standIn = await startStandIn()
  const { port } = new URL(standIn.url)
  stripe = new Stripe(standIn.secretKey, { host: '127.0.0.1', port, protocol: 'http', telemetry: false })
})
afterAll(() => standIn.close())
beforeEach(() => control('/reset'))

async function control(path: string, body: object = {}) {
  const options = { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  return fetch(`${standIn.url}/_control${path}`, options)
}

async function send(path: string, body: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`${standIn.url}${path}`, {
    method: 'POST',
    body,
    headers: {
      authorization: `Bearer ${standIn.secretKey}`,
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
  })
  return { status: answer.status, headers: answer.headers, body: await answer.json() }
}

describe('an idempotency key', () => {
  it('repeats the first response and rejects different parameters', async () => {
    const headers = { 'idempotency-key': 'one' }
    const first = await send('/v1/customers', 'name=Ada', headers)
    const second = await send('/v1/customers', 'name=Ada', headers)
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(standIn.ctx.store.all('customer')).toHaveLength(1)
    const other = await send('/v1/customers', 'name=Grace', headers)
    expect(other).toMatchObject({ status: 400, body: { error: { type: 'idempotency_error' } } })
  })

  it('is not stored for validation errors', async () => {
    const headers = { 'idempotency-key': 'one' }
    expect((await send('/v1/customers', 'nmae=Ada', headers)).status).toBe(400)
    expect((await send('/v1/customers', 'name=Ada', headers)).status).toBe(200)
  })

  it('is locked while its request is in progress', async () => {
    await control('/faults', { method: 'POST', path: '/v1/customers', delayMs: 4_321 })
    const delay = takeTimer(4_321)
    const headers = { 'idempotency-key': 'one' }
    const slow = send('/v1/customers', 'name=Ada', headers)
    await delay.isSet
    const error = { type: 'idempotency_error', code: 'idempotency_key_in_use' }
    expect(await send('/v1/customers', 'name=Ada', headers)).toMatchObject({ status: 409, body: { error } })
    delay.fire()
    expect((await slow).status).toBe(200)
    expect((await send('/v1/customers', 'name=Ada', headers)).headers.get('idempotent-replayed')).toBe('true')
  })

  it('is rejected if it has more than 255 characters', async () => {
    const { status, body } = await send('/v1/customers', '', { 'idempotency-key': 'k'.repeat(256) })
    expect([status, body.error.type]).toEqual([400, 'idempotency_error'])
  })
})

describe('a fault', () => {
  it('can lose the response, and the SDK’s retry does not repeat the operation', async () => {
    await control('/faults', { method: 'POST', path: '/v1/customers', cut: true, when: 'after' })
    const { id } = await stripe.customers.create({ name: 'Ada' }, { maxNetworkRetries: 2 })
    expect(standIn.ctx.store.all('customer').map((one) => one.id)).toEqual([id])
  })

  it('can return Stripe’s error for a status', async () => {
    await control('/faults', { method: 'GET', path: '/v1/customers', status: 429 })
    const call = stripe.customers.list({}, { maxNetworkRetries: 0 })
    await expect(call).rejects.toMatchObject({ type: 'StripeRateLimitError', code: 'rate_limit' })
    const calls = (await (await fetch(`${standIn.url}/_control/calls`)).json()).calls
    expect(calls).toMatchObject([{ method: 'GET', path: '/v1/customers', status: 429, idempotencyKey: null }])
  })
})

describe('a request', () => {
  it.each([
    [
      'with a body of another type',
      '{"name":"Ada"}',
      { 'content-type': 'application/json' },
      400,
      /check that your POST content/,
    ],
    ['with a body that is too large', `name=${'x'.repeat(1_100_000)}`, {}, 413, /too large/],
    ['with too many parameters', Array.from({ length: 11_000 }, (_, i) => `a${i}=1`).join('&'), {}, 400, /too many/],
    ['with an invalid escape', 'name=%E0%A4%A', {}, 200, null],
    ['with a parameter called `constructor`', 'constructor=1', {}, 400, /unknown parameter: constructor/],
    ['with two unknown names', 'foo=1&bar=2', {}, 400, /unknown parameters: foo, bar/],
  ])('%s is handled as in Stripe', async (_, body, headers, status, message) => {
    const answer = await send('/v1/customers', body, headers as Record<string, string>)
    expect(answer.status).toBe(status)
    if (message) expect(answer.body.error.message).toMatch(message)
  })

  it('is rejected and does nothing if its version is invalid', async () => {
    const { status, body } = await send('/v1/customers', 'name=Ada', { 'stripe-version': 'yesterday' })
    expect([status, body.error.message]).toEqual([400, 'Invalid Stripe API version: yesterday'])
    expect(standIn.ctx.store.all('customer')).toHaveLength(0)
  })

  it.each(['2022-11-15', '2025-09-30.clover'])('gets a warning if its version is %s', async (version) => {
    const { status, headers } = await send('/v1/customers', 'name=Ada', { 'stripe-version': version })
    const own = standIn.ctx.apiVersion
    expect([status, headers.get('stripe-version')]).toEqual([200, own])
    expect(headers.get('stand-in-warning')).toBe(`This uses API version ${own}, not ${version}.`)
  })

  it('gets the version warning even if it is rejected', async () => {
    const { status, headers } = await send('/v1/customers', 'nmae=Ada', { 'stripe-version': '2022-11-15' })
    expect(status).toBe(400)
    expect(headers.get('stand-in-warning')).toContain('2022-11-15')
  })

  it('gets no warning if it has the stand-in’s version or no version', async () => {
    const [none, own] = [{}, { 'stripe-version': standIn.ctx.apiVersion }]
    for (const headers of [none, own])
      expect((await send('/v1/customers', 'name=Ada', headers)).headers.has('stand-in-warning')).toBe(false)
  })

  it.each(['Bearer sk_test_1', 'Bearer rk_test_1', `Basic ${btoa('sk_test_1:')}`])(
    'can use the key in %s',
    async (authorization) => {
      const { id } = await stripe.customers.create({ name: 'Ada' })
      expect((await send(`/v1/customers/${id}`, 'name=Eve', { authorization })).body).toMatchObject({ id, name: 'Eve' })
    },
  )

  it.each([
    ['a live key', 'sk_live_abcdefghijkl', 'sk_live_********ijkl. The stand-in accepts only test keys.'],
    ['a restricted live key', 'rk_live_abcdefghijkl', 'rk_live_********ijkl. The stand-in accepts only test keys.'],
    ['a publishable key', 'pk_test_abcdefghijkl', 'pk_test_********ijkl'],
    ['an empty key', 'sk_test_', 'sk_test_'],
    ['a short string', 'secret', 'secret'],
  ])('is rejected and does nothing if its key is %s', async (_, key, shown) => {
    const { status, body } = await send('/v1/customers', 'name=Ada', { authorization: `Bearer ${key}` })
    expect([status, body.error.message]).toEqual([401, `Invalid API Key provided: ${shown}`])
    expect(standIn.ctx.store.all('customer')).toHaveLength(0)
  })

  it('is rejected if it is for a connected account', async () => {
    const call = stripe.customers.create({ name: 'Ada' }, { stripeAccount: 'acct_1' })
    await expect(call).rejects.toMatchObject({ type: 'StripePermissionError', code: 'account_invalid' })
    expect(standIn.ctx.store.all('customer')).toHaveLength(0)
  })

  it('is rejected in Stripe’s format if it is for the v2 API', async () => {
    await expect(stripe.v2.core.events.list({ object_id: 'x' })).rejects.toMatchObject({ statusCode: 404 })
    expect((await send('/v2/core/accounts', '{}')).body.error.message).toMatch(/Unrecognized request URL/)
  })

  it('is not found if its URL has an invalid escape', async () => {
    expect((await send('/v1/customers/%E0%A4%A', '')).status).toBe(404)
  })
})

describe('the settings', () => {
  it('accept only valid changes', async () => {
    const changed = await control('/settings', { retry_days: [1, 2], final_state: 'unpaid' })
    expect(await changed.json()).toMatchObject({ retry_days: [1, 2], final_state: 'unpaid', upcoming_days: 7 })
    expect((await control('/settings', { final_state: 'lost' })).status).toBe(400)
    expect((await control('/settings', { constructor: 1 })).status).toBe(400)
  })
})

describe('a control', () => {
  it.each([
    ['/deliveries', { mode: 'slow' }, /^mode: /],
    ['/deliveries', { mode: 'delay', delayMs: -5 }, /^delayMs: /],
    ['/deliveries', { mode: 'hold', type: 'x' }, /type/],
    ['/deliveries/waits', { waitsMs: 'soon' }, /^waitsMs: /],
    ['/deliveries/resend', { event: 'evt_none' }, /no event evt_none/],
    ['/faults', { method: 'GET', path: '(' }, /^path: must be a regular expression/],
    ['/faults', { method: 'GET', path: '/v1/x', status: 9999 }, /^status: /],
    ['/faults', { method: 'GET', path: '/v1/x', satus: 500 }, /satus/],
    ['/settings', [], /expected record/],
    ['/seed', { calls: [null] }, /^calls: 0: /],
    ['/seed', { calls: [{ path: '/v1/customers', params: { nmae: 'Ada' } }] }, /unknown parameter: nmae/],
    ['/seed', { calls: [{ path: '/v1/customers' }, { path: '/v1/nope' }] }, /Unrecognized request URL/],
    ['/seed', { calls: [{ path: '/v1/customers/$1.id' }] }, /found nothing at \$1.id/],
  ])('at %s rejects %j', async (path, body, message) => {
    const answer = await control(path, body)
    expect(answer.status).toBe(400)
    expect((await answer.json()).error).toMatch(message)
    expect(standIn.ctx.store.all('customer')).toHaveLength(0)
  })

  it('rejects invalid JSON', async () => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${standIn.url}/_control/faults`, { method: 'POST', body: '{', headers })
    expect(answer.status).toBe(400)
  })
})

it('seeds objects that refer to earlier responses', async () => {
  const calls = [
    { path: '/v1/customers', params: { name: 'Ada' } },
    { path: '/v1/payment_methods/pm_card_visa/attach', params: { customer: '$0.id' } },
    { path: '/v1/customers/$0.id', params: { invoice_settings: { default_payment_method: '$1.id' } } },
  ]
  const { results } = await (await control('/seed', { calls })).json()
  expect(results[2].invoice_settings.default_payment_method).toBe(results[1].id)
})
