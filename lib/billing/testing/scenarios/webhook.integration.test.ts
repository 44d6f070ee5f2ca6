import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { deliver, deliverAll, eventOf, eventsDuring, eventsFor, signed, stripeKeys, webhook } from '@/dev/testing/hooks'
import { newSubscriber, openShop } from '@/dev/testing/shop'
import { closeWire } from '@/dev/testing/wire'
import { db } from '@/lib/db'
import { parseEnv } from '@/lib/env'
import { getBilling } from '../../access/billing-page'
import { ensureCustomer } from '../../customers/ensure-customer'
import type { ItemDetails } from '../../model/subscription'
import { drainBilling } from '../../operations/worker'
import { stripe } from '../../stripe/client'
import { handleStripeWebhook } from '../../webhook/handle-webhook'

const now = () => new Date()
const subject = { id: 'sub_x', object: 'subscription', customer: 'cus_nobody' }
const payloadOf = (more: object = {}) => JSON.stringify(eventOf('customer.subscription.updated', subject, more))
const seconds = () => Math.floor(Date.now() / 1000)
const mac = (text: string, key: string) => createHmac('sha256', key).update(text).digest('hex')
const good = payloadOf()
const status = async (request: Request) => (await handleStripeWebhook(request)).status

beforeAll(openShop)
afterAll(closeWire)

describe('authentication', () => {
  beforeEach(async () => {
    await db().stripeEvent.deleteMany()
  })

  it.each(['', '   ', 'whsec_', 'whsec_ '])('S1-21 does not boot with the secret %j', (STRIPE_WEBHOOK_SECRET) => {
    expect(() => parseEnv({ ...process.env, STRIPE_WEBHOOK_SECRET })).toThrow(/STRIPE_WEBHOOK_SECRET/)
  })

  it.each(['', '   '])('S1-21 accepts no signature while the secret is %j', async (secret) => {
    const original = process.env.STRIPE_WEBHOOK_SECRET
    process.env.STRIPE_WEBHOOK_SECRET = secret
    vi.resetModules()
    try {
      const { handleStripeWebhook: handle } = await import('../../webhook/handle-webhook')
      const payload = payloadOf()
      for (const key of [secret, stripeKeys.webhookSecret, 'undefined', 'null']) {
        const at = seconds()
        const headers = { 'stripe-signature': `t=${at},v1=${mac(`${at}.${payload}`, key)}` }
        const response = await handle(webhook(payload, headers)).then(
          (response) => response.status,
          () => 500,
        )
        expect(response).toBeGreaterThanOrEqual(400)
      }
    } finally {
      process.env.STRIPE_WEBHOOK_SECRET = original
      vi.resetModules()
    }
    expect(await db().stripeEvent.count()).toBe(0)
  })

  it('S3-70 accepts both the old and the new secret during a rotation, and no other', async () => {
    const original = process.env.STRIPE_WEBHOOK_SECRET
    process.env.STRIPE_WEBHOOK_SECRET = `${stripeKeys.webhookSecret},whsec_new_one`
    vi.resetModules()
    try {
      const { handleStripeWebhook: handle } = await import('../../webhook/handle-webhook')
      const statuses = [stripeKeys.webhookSecret, 'whsec_new_one', 'whsec_third'].map(async (key) => {
        const payload = payloadOf()
        const at = seconds()
        const headers = { 'stripe-signature': `t=${at},v1=${mac(`${at}.${payload}`, key)}` }
        return (await handle(webhook(payload, headers))).status
      })
      expect(await Promise.all(statuses)).toEqual([200, 200, 400])
    } finally {
      process.env.STRIPE_WEBHOOK_SECRET = original
      vi.resetModules()
    }
  })

  it.each([
    [
      'a different secret',
      () => ({ 'stripe-signature': `t=${seconds()},v1=${mac(`${seconds()}.${good}`, 'whsec_other')}` }),
    ],
    ['a signature that is 301 seconds old', () => signed(good, seconds() - 301)],
    ['no signature', () => ({})],
    ['an empty signature', () => ({ 'stripe-signature': '' })],
    ['a signature without a timestamp', () => ({ 'stripe-signature': `v1=${mac(good, stripeKeys.webhookSecret)}` })],
    [
      'two incomplete headers',
      () => {
        const [time, v1] = (signed(good)['stripe-signature'] ?? '').split(',')
        return [
          ['stripe-signature', `${time}`],
          ['stripe-signature', `v1=${'0'.repeat(64)}`],
          ['x-other', `${v1}`],
        ] as never
      },
    ],
    [
      'the old v0 scheme',
      () => ({ 'stripe-signature': (signed(good)['stripe-signature'] ?? '').replace('v1=', 'v0=') }),
    ],
  ])('S1-22 responds with 400 to %s and writes nothing', async (_name, headers) => {
    expect(await status(webhook(good, headers()))).toBe(400)
    expect(await db().stripeEvent.count()).toBe(0)
  })

  it('S1-22 responds with 400 to a body with one changed byte and writes nothing', async () => {
    const headers = signed(good)
    expect(await status(webhook(good.replace('cus_nobody', 'cus_nobodx'), headers))).toBe(400)
    expect(await status(webhook(`${good} `, headers))).toBe(400)
    expect(await db().stripeEvent.count()).toBe(0)
    expect(await status(webhook(good, headers))).toBe(200)
  })

  it('S1-23 responds with 200 to an event from the other mode and changes nothing', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    const object = { ...subject, customer: customer.stripeCustomerId }
    const event = eventOf('customer.subscription.deleted', object, { livemode: true })
    expect(await deliver(event)).toBe(200)
    await drainBilling(now())
    expect(await getBilling(viewer)).toMatchObject({ plan: 'pro', isConfirming: false })
    expect(await db().stripeEvent.count({ where: { eventId: event.id } })).toBe(0)
  })

  it('S3-64 does not apply a connected account’s event to a customer', async () => {
    const { customer } = await newSubscriber('pro')
    const object = { ...subject, customer: customer.stripeCustomerId }
    expect(await deliver(eventOf('customer.subscription.updated', object, { account: 'acct_connected' }))).toBe(200)
    const row = await db().billingSync.findUniqueOrThrow({ where: { customerId: customer.id } })
    expect(row.dirtySeq).toBe(row.syncedSeq)
  })
})

describe('a webhook request', () => {
  it('S3-63 responds with 413 to a body over 1 MB, and stores an event with an unknown type', async () => {
    const large = payloadOf({ padding: 'x'.repeat(1_000_001) })
    expect(await status(webhook(large, signed(large)))).toBe(413)
    const unknown = eventOf('billing.invented_yesterday', { id: 'bi_1', object: 'billing.invention' })
    expect(await deliver(unknown)).toBe(200)
    expect(await db().stripeEvent.findUnique({ where: { eventId: unknown.id } })).toMatchObject({ state: 'ignored' })
  })

  it('S3-63 responds with 405 to every method except POST', async () => {
    const route = await import('@/app/api/stripe/webhook/route')
    const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH'].filter((method) => method in route)
    expect(methods).toEqual(['POST'])
  })

  it('S3-62 has no proxy, redirect, or trailing slash setting for the webhook’s path', async () => {
    const { config } = await import('@/proxy')
    for (const { source } of config.matcher) expect('/api/stripe/webhook').not.toMatch(new RegExp(`^${source}$`))
    expect(readFileSync('next.config.mjs', 'utf8')).not.toMatch(/redirects|rewrites|trailingSlash|basePath|i18n/)
    const route = await import('@/app/api/stripe/webhook/route')
    const response = await route.POST(webhook(good, {}))
    expect([response.status, response.headers.get('location')]).toEqual([400, null])
  })

  it('S3-61 accepts Unicode byte for byte and verifies the signature before it parses the body', async () => {
    const object = { ...subject, description: 'Zoë — 日本 🎏 \u2028', metadata: { name: 'A\u0301' } }
    const payload = JSON.stringify(eventOf('customer.subscription.updated', object))
    const bytes = new TextEncoder().encode(payload)
    const request = new Request('http://localhost/', { method: 'POST', body: bytes, headers: signed(payload) })
    expect(await status(request)).toBe(200)
  })

  it('S2-41 stores the same row for an endpoint with an older API version', async () => {
    const { customer, subscriptionId } = await newSubscriber('business', { seats: 2 })
    const row = () => db().subscription.findUniqueOrThrow({ where: { stripeSubscriptionId: subscriptionId } })
    const { items } = await stripe().subscriptions.retrieve(subscriptionId)
    const [event] = await eventsDuring(customer.stripeCustomerId, () =>
      stripe().subscriptions.update(subscriptionId, { items: [{ id: items.data[0]?.id, quantity: 3 }] }),
    )
    const { object } = event?.data ?? { object: {} }
    // Before the Basil API version, a subscription had its own period, plan, and quantity.
    const old = {
      ...object,
      current_period_start: 1,
      current_period_end: 2,
      quantity: 1,
      plan: { id: 'price_old', product: 'prod_old' },
      items: {
        ...object.items,
        data: object.items.data.map(
          ({ current_period_end: _, ...item }: object & { current_period_end?: number }) => item,
        ),
      },
    }
    await deliver({ ...(event as NonNullable<typeof event>), api_version: '2020-08-27', data: { object: old } })
    await drainBilling(now())
    const first = await row()
    await deliverAll(
      eventsFor(customer.stripeCustomerId)
        .slice(-1)
        .map((one) => ({ ...one, id: `${one.id}_again` })),
    )
    await drainBilling(now())
    expect((first.items as ItemDetails[])[0]).toMatchObject({
      quantity: 3,
      periodEnd: items.data[0]?.current_period_end,
    })
    expect(await row()).toEqual(first)
  })

  it('S1-02 stores an event that arrives three times as one row and one change', async () => {
    const { customer } = await newSubscriber('pro')
    const event = eventOf('customer.updated', { id: customer.stripeCustomerId, object: 'customer' })
    const dirty = () => db().billingSync.findUniqueOrThrow({ where: { customerId: customer.id } })
    const { dirtySeq } = await dirty()
    expect(await Promise.all([deliver(event), deliver(event), deliver(event)])).toEqual([200, 200, 200])
    expect((await dirty()).dirtySeq).toBe(dirtySeq + 1n)
  })

  it('S1-03 does not lose events that arrive before their customer is linked', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    await db().billingCustomer.update({ where: { id: customer.id }, data: { stripeCustomerId: null } })
    const [subscription] = (await stripe().subscriptions.list({ customer: customer.stripeCustomerId })).data
    const events = await eventsDuring(customer.stripeCustomerId, () =>
      stripe().subscriptions.cancel(subscription?.id ?? ''),
    )
    await deliverAll(events)
    const waiting = await db().stripeEvent.findMany({ where: { customerRef: customer.stripeCustomerId } })
    expect(waiting.map(({ state }) => state)).toContain('unowned')
    await ensureCustomer(viewer)
    await drainBilling(now())
    expect(await getBilling(viewer)).toMatchObject({ plan: 'free', state: 'ended' })
    const states = await db().stripeEvent.findMany({ where: { customerRef: customer.stripeCustomerId } })
    expect(states.filter(({ state }) => state !== 'done' && state !== 'ignored')).toEqual([])
  })
})
