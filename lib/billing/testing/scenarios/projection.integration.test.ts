import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { deliverAll, eventOf, eventsDuring } from '@/dev/testing/hooks'
import { giveCard, newOwnerOnClock, newSubscriber, openShop, payCheckout, standIn } from '@/dev/testing/shop'
import { alter, closeWire, hold, resetWire } from '@/dev/testing/wire'
import { db } from '@/lib/db'
import { getBilling } from '../../access/billing-page'
import { can, effectivePlan } from '../../access/entitlements'
import { getCatalog } from '../../catalog/catalog'
import { finishCheckout } from '../../checkout/finish-checkout'
import { startCheckout } from '../../checkout/start-checkout'
import { drainBilling } from '../../operations/worker'
import { markDirty } from '../../store/mark-dirty'
import { readCustomer } from '../../store/stored-customer'
import { stripe } from '../../stripe/client'
import { syncCustomer } from '../../sync/sync-customer'

const now = () => new Date()
const nowSeconds = () => Math.floor(Date.now() / 1000)
const subscriptions = /^\/v1\/subscriptions$/

/** A price outside the catalog that the same customer buys. */
async function foreignPrice() {
  const product = await stripe().products.create({ name: 'Consulting' })
  const recurring = { interval: 'month' } as const
  return (await stripe().prices.create({ product: product.id, currency: 'usd', unit_amount: 5000, recurring })).id
}

async function change(stripeCustomerId: string, work: () => Promise<unknown>): Promise<void> {
  await deliverAll(await eventsDuring(stripeCustomerId, work))
  await drainBilling(now())
}

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

describe('multiple subscriptions', () => {
  it('S1-16 keeps the team’s access when the old subscription ends after the new one starts', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    const price = (await getCatalog()).priceId('pro', 'year')
    await change(customer.stripeCustomerId, () =>
      stripe().subscriptions.create({ customer: customer.stripeCustomerId, items: [{ price }] }),
    )
    await change(customer.stripeCustomerId, () => stripe().subscriptions.cancel(subscriptionId))
    expect(await getBilling(viewer)).toMatchObject({ plan: 'pro', state: 'active', interval: 'year' })
    expect(await can(viewer, 'apiAccess')).toBe(true)
  })

  it('S1-17 grants the same plan with or without a product outside the catalog', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    let foreign = ''
    await change(customer.stripeCustomerId, async () => {
      const items = [{ price: await foreignPrice() }]
      foreign = (await stripe().subscriptions.create({ customer: customer.stripeCustomerId, items })).id
    })
    expect(await getBilling(viewer)).toMatchObject({ plan: 'pro', planName: 'Pro' })
    await change(customer.stripeCustomerId, () => stripe().subscriptions.cancel(foreign))
    expect(await getBilling(viewer)).toMatchObject({ plan: 'pro', state: 'active' })
  })

  it('S1-17 grants no plan for a product outside the catalog', async () => {
    const { viewer, customer, pass: _ } = await newOwnerOnClock(nowSeconds())
    await giveCard(customer.stripeCustomerId)
    await change(customer.stripeCustomerId, async () => {
      const items = [{ price: await foreignPrice() }]
      await stripe().subscriptions.create({ customer: customer.stripeCustomerId, items })
    })
    expect(effectivePlan(await readCustomer(viewer.teamId), now())).toBe('free')
  })
})

describe('statuses', () => {
  it.each(['unpaid', 'paused', 'incomplete', 'frozen_by_stripe_in_2031'])(
    'S2-56 grants nothing for the status %s',
    async (status) => {
      const { viewer, customer } = await newSubscriber('pro')
      alter('GET', subscriptions, (list) => ({ ...list, data: list.data.map((one: object) => ({ ...one, status })) }))
      await markDirty(customer.id)
      await syncCustomer(customer.id, now())
      const row = await readCustomer(viewer.teamId)
      expect(row?.subscriptions[0]?.status).toBe(status)
      expect(row?.entitlement).toMatchObject({ plan: 'free', subscriptionId: null })
      expect(await can(viewer, 'apiAccess')).toBe(false)
    },
  )

  it('S1-28 grants no access after an unpaid Checkout until the subscription is live', async () => {
    const { viewer, customer } = await newOwnerOnClock(nowSeconds())
    const card = await giveCard(customer.stripeCustomerId)
    const price = (await getCatalog()).priceId('business', 'month')
    let id = ''
    const unpaid = {
      id: 'cs_1',
      object: 'checkout.session',
      customer: customer.stripeCustomerId,
      payment_status: 'unpaid',
    }
    await change(customer.stripeCustomerId, async () => {
      const made = {
        customer: customer.stripeCustomerId,
        items: [{ price }],
        payment_behavior: 'default_incomplete' as const,
      }
      id = (await stripe().subscriptions.create(made)).id
    })
    await deliverAll([eventOf('checkout.session.completed', { ...unpaid, subscription: id })])
    await drainBilling(now())
    expect(await getBilling(viewer)).toMatchObject({ plan: 'business', state: 'incomplete' })
    expect(await can(viewer, 'auditLog')).toBe(false)
    await change(customer.stripeCustomerId, async () => {
      const { latest_invoice } = await stripe().subscriptions.retrieve(id)
      await stripe().invoices.pay(String(latest_invoice), { payment_method: card })
    })
    expect(await can(viewer, 'auditLog')).toBe(true)
  })

  it('S1-29 grants no access if the first payment fails later, and allows the next Checkout', async () => {
    const start = nowSeconds() - 86_400
    const { viewer, customer, pass } = await newOwnerOnClock(start)
    await startCheckout(viewer, { plan: 'business', interval: 'month' }, now())
    const intent = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: viewer.teamId } })
    const sessionId = intent.sessionId ?? ''
    // A bank debit takes time. Complete the session, and then report the subscription as incomplete.
    payCheckout(sessionId)
    const { subscription } = await stripe().checkout.sessions.retrieve(sessionId)
    alter('GET', subscriptions, (list) => ({
      ...list,
      data: list.data.map((one: object) => ({ ...one, status: 'incomplete' })),
    }))
    await finishCheckout(viewer, sessionId, now())
    expect(await can(viewer, 'auditLog')).toBe(false)
    await pass(start + 3600)
    await change(customer.stripeCustomerId, () => stripe().subscriptions.cancel(String(subscription)))
    await deliverAll([
      eventOf('checkout.session.async_payment_failed', {
        id: sessionId,
        object: 'checkout.session',
        customer: customer.stripeCustomerId,
      }),
    ])
    await drainBilling(now())
    expect(await can(viewer, 'auditLog')).toBe(false)
    const again = await startCheckout(viewer, { plan: 'business', interval: 'month' }, now())
    expect(again).toMatchObject({ kind: 'redirect' })
    const intents = await db().checkoutIntent.findMany({ where: { teamId: viewer.teamId, state: 'open' } })
    expect(intents).toHaveLength(1)
    expect(intents[0]?.sessionId).not.toBe(sessionId)
  })
})

describe('long lists', () => {
  it('S2-42 reads more than ten items and more than a hundred subscriptions', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    const { stripeCustomerId } = customer
    const foreign = await Promise.all(Array.from({ length: 11 }, foreignPrice))
    const business = (await getCatalog()).priceId('business', 'month')
    const big = await stripe().subscriptions.create({
      customer: stripeCustomerId,
      items: [...foreign.map((price) => ({ price })), { price: business }],
    })
    for (let index = 0; index < 100; index++) {
      const items = [{ price: foreign[0] }]
      const { id } = standIn.ctx.call('POST', '/v1/subscriptions', { customer: stripeCustomerId, items })
      standIn.ctx.call('DELETE', `/v1/subscriptions/${id}`)
    }
    await markDirty(customer.id)
    await syncCustomer(customer.id, now())
    const row = await readCustomer(viewer.teamId)
    expect(row?.subscriptions).toHaveLength(102)
    const items = row?.subscriptions.find((one) => one.stripeSubscriptionId === big.id)?.items
    expect(items).toHaveLength(12)
    expect(effectivePlan(row, now())).toBe('business')
  })

  it('S2-43 deletes a removed item, even after a stale write is rejected', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    const price = await foreignPrice()
    await change(customer.stripeCustomerId, () => stripe().subscriptions.update(subscriptionId, { items: [{ price }] }))
    const items = async () => (await readCustomer(viewer.teamId))?.subscriptions[0]?.items as { id: string }[]
    expect(await items()).toHaveLength(2)
    await markDirty(customer.id)
    const held = hold('GET', subscriptions)
    const stale = syncCustomer(customer.id, now())
    await held.arrived
    const extra = (await stripe().subscriptions.retrieve(subscriptionId)).items.data.find(
      (item) => item.price.id === price,
    )
    await change(customer.stripeCustomerId, () =>
      stripe().subscriptions.update(subscriptionId, { items: [{ id: extra?.id, deleted: true }] }),
    )
    held.release()
    await stale
    expect(await items()).toHaveLength(1)
  })
})
