import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { deliver, deliverAll, eventOf, eventsDuring } from '@/dev/testing/hooks'
import { newOwner, newSubscriber, openShop, payCheckout, standIn } from '@/dev/testing/shop'
import { requireViewerFor } from '@/dev/testing/viewers'
import { closeWire, exchangesDuring, lose, refuse, resetWire } from '@/dev/testing/wire'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { getBilling } from '../../access/billing-page'
import { getCatalog } from '../../catalog/catalog'
import { finishCheckout } from '../../checkout/finish-checkout'
import { startCheckout } from '../../checkout/start-checkout'
import { ensureCustomer } from '../../customers/ensure-customer'
import { flowSchema } from '../../model/form-schemas'
import { drainBilling } from '../../operations/worker'
import { finishPortalFlow } from '../../portal/finish-flow'
import { startPortalFlow } from '../../portal/start-flow'
import { readCustomer } from '../../store/stored-customer'
import { stripe } from '../../stripe/client'
import { keepSubscription, resumeSubscription } from '../../subscriptions/keep-and-resume'

const now = () => new Date()
const customers = /^\/v1\/customers$/
const plan = async (viewer: Viewer) => (await getBilling(viewer)).plan

/** A team's Stripe customers that were not deleted. */
const customersOf = ({ teamId }: Viewer) =>
  standIn.ctx.store.all('customer').filter(({ metadata, deleted }) => metadata.team_id === teamId && !deleted)

beforeAll(openShop)
afterEach(resetWire)
afterAll(closeWire)

describe('the Stripe customer', () => {
  it('S1-13 creates one customer for an owner who sends several requests at once', async () => {
    const viewer = await newOwner()
    const made = await Promise.all(Array.from({ length: 5 }, () => ensureCustomer(viewer)))
    expect(new Set(made.map(({ stripeCustomerId }) => stripeCustomerId)).size).toBe(1)
    expect(customersOf(viewer)).toHaveLength(1)
  })

  it('S1-14 finds the customer with the same key if the creation request timed out but succeeded', async () => {
    const viewer = await newOwner()
    const keys = new Set<string | undefined>()
    const note = async (work: () => Promise<unknown>) => {
      for (const { method, path, idempotencyKey } of await exchangesDuring(work)) {
        if (method === 'POST' && customers.test(path)) keys.add(idempotencyKey)
      }
    }
    lose('POST', customers)
    await note(() => expect(ensureCustomer(viewer)).rejects.toThrow())
    expect(customersOf(viewer)).toHaveLength(1)
    await note(() => ensureCustomer(viewer))
    expect([...keys]).toEqual([expect.stringMatching(/^customer-/)])
    expect(customersOf(viewer)).toHaveLength(1)
    expect((await readCustomer(viewer.teamId))?.stripeCustomerId).toBe(customersOf(viewer)[0]?.id)
  })

  it('S1-14 finds the customer even if a teammate retries or the team was renamed', async () => {
    const viewer = await newOwner()
    lose('POST', customers)
    await expect(ensureCustomer(viewer)).rejects.toThrow()
    await ensureCustomer({ ...viewer, email: 'grace@example.com', teamName: 'Renamed', locale: 'de' })
    expect(customersOf(viewer)).toMatchObject([{ email: 'grace@example.com', name: 'Renamed' }])
  })

  it('S2-46 uses a new key for the customer if Stripe stored a failure under the old one', async () => {
    const viewer = await newOwner()
    const before = await exchangesDuring(async () => {
      refuse('POST', customers, 500)
      await expect(ensureCustomer(viewer)).rejects.toThrow()
    })
    const { createKey } = await db().billingCustomer.findFirstOrThrow({ where: { teamId: viewer.teamId } })
    const exchanges = await exchangesDuring(() => ensureCustomer(viewer))
    expect(exchanges[0]).toMatchObject({ method: 'POST', idempotencyKey: `customer-${createKey}` })
    expect(exchanges[0]?.idempotencyKey).not.toBe(before[0]?.idempotencyKey)
    expect(customersOf(viewer)).toHaveLength(1)
  })

  it('S1-15 does not create a second customer if reading the first one fails with a 5xx', async () => {
    const viewer = await newOwner()
    const { stripeCustomerId } = await ensureCustomer(viewer)
    refuse('GET', new RegExp(`^/v1/customers/${stripeCustomerId}$`), 503)
    await expect(ensureCustomer(viewer)).rejects.toThrow()
    expect(customersOf(viewer)).toHaveLength(1)
    expect(await ensureCustomer(viewer)).toMatchObject({ stripeCustomerId })
  })

  it('S2-47 creates a customer under a new key if the stored response contains a deleted one', async () => {
    const viewer = await newOwner()
    lose('POST', customers)
    await expect(ensureCustomer(viewer)).rejects.toThrow()
    const [old] = customersOf(viewer)
    await stripe().customers.del(old?.id ?? '')
    await startCheckout(viewer, { plan: 'pro', interval: 'month' }, now())
    const [fresh] = customersOf(viewer)
    expect(fresh?.id).not.toBe(old?.id)
    expect((await readCustomer(viewer.teamId))?.stripeCustomerId).toBe(fresh?.id)
  })

  it('S2-48 removes access if the customer is deleted in the dashboard, and creates a new one for the next Checkout', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    expect(await plan(viewer)).toBe('pro')
    await deliverAll(
      await eventsDuring(customer.stripeCustomerId, () => stripe().customers.del(customer.stripeCustomerId)),
    )
    await drainBilling(now())
    expect(await plan(viewer)).toBe('free')
    const started = await startCheckout(viewer, { plan: 'business', interval: 'month' }, now())
    expect(started.kind).toBe('redirect')
    const intent = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: viewer.teamId, state: 'open' } })
    payCheckout(intent.sessionId ?? '')
    await finishCheckout(viewer, intent.sessionId, now())
    expect(await plan(viewer)).toBe('business')
    expect(customersOf(viewer)).toHaveLength(1)
  })

  it('S2-49 keeps the customer linked if Stripe is missing a price', async () => {
    const viewer = await newOwner()
    const { stripeCustomerId } = await ensureCustomer(viewer)
    const error = { type: 'invalid_request_error', code: 'resource_missing', message: 'No such price', param: 'price' }
    refuse('POST', /^\/v1\/checkout\/sessions$/, 400, error)
    const start = () => startCheckout(viewer, { plan: 'pro', interval: 'month' }, now())
    await expect(start()).rejects.toMatchObject({ code: 'unavailable' })
    expect((await readCustomer(viewer.teamId))?.stripeCustomerId).toBe(stripeCustomerId)
    await start()
    expect(customersOf(viewer)).toHaveLength(1)
  })

  it('S2-60 keeps the customer linked when either side changes the email address', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    const events = await eventsDuring(customer.stripeCustomerId, () =>
      stripe().customers.update(customer.stripeCustomerId, { email: 'elsewhere@example.com' }),
    )
    await deliverAll(events)
    await drainBilling(now())
    await db().user.update({ where: { id: viewer.userId }, data: { email: 'new-address@example.com' } })
    const changed = await requireViewerFor(viewer.userId)
    expect(await ensureCustomer(changed)).toMatchObject(customer)
    expect(await getBilling(changed)).toMatchObject({ plan: 'pro', billingEmail: 'elsewhere@example.com' })
    expect(customersOf(viewer)).toHaveLength(1)
  })
})

describe('another team’s billing', () => {
  it('S1-18 links and reads nothing when someone returns with another team’s session', async () => {
    const [victim, attacker] = [await newOwner(), await newOwner()]
    await startCheckout(victim, { plan: 'pro', interval: 'month' }, now())
    const { sessionId } = await db().checkoutIntent.findFirstOrThrow({ where: { teamId: victim.teamId } })
    payCheckout(sessionId ?? '')
    await ensureCustomer(attacker)
    const exchanges = await exchangesDuring(async () => {
      expect(await finishCheckout(attacker, sessionId, now())).toBe('/account/billing?flow=none')
    })
    expect(exchanges).toEqual([])
    expect(await plan(attacker)).toBe('free')
    expect((await readCustomer(attacker.teamId))?.subscriptions).toEqual([])
  })

  it('S1-19 does not link a Stripe customer to a new user with the same email address', async () => {
    const viewer = await newOwner()
    const stranger = await stripe().customers.create({ email: viewer.email })
    const card = await stripe().paymentMethods.attach('pm_card_visa', { customer: stranger.id })
    const price = (await getCatalog()).priceId('business', 'month')
    const events = await eventsDuring(stranger.id, () =>
      stripe().subscriptions.create({ customer: stranger.id, items: [{ price }], default_payment_method: card.id }),
    )
    await deliverAll(events)
    const { stripeCustomerId } = await ensureCustomer(viewer)
    await drainBilling(now())
    expect(stripeCustomerId).not.toBe(stranger.id)
    expect(await plan(viewer)).toBe('free')
  })

  it('S1-20 blocks members and other teams from canceling, keeping, or resuming a subscription and from opening the portal', async () => {
    const { viewer, subscriptionId } = await newSubscriber('pro')
    const { viewer: stranger } = await newSubscriber('pro')
    const member = { ...viewer, role: 'MEMBER' } as Viewer
    await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
    const flow = (who: Viewer, type: string) =>
      startPortalFlow(who, flowSchema.parse({ flow: type, subscription: subscriptionId }))
    const exchanges = await exchangesDuring(async () => {
      for (const [who, code] of [
        [member, 'forbidden'],
        [stranger, 'not_found'],
      ] as const) {
        await expect(keepSubscription(who, subscriptionId, now())).rejects.toMatchObject({ code })
        await expect(resumeSubscription(who, subscriptionId, now())).rejects.toMatchObject({ code })
        await expect(flow(who, 'subscription_cancel')).rejects.toMatchObject({ code })
        await expect(flow(who, 'portal_home')).rejects.toMatchObject({ code })
      }
      await expect(startCheckout(member, { plan: 'pro', interval: 'month' }, now())).rejects.toMatchObject({
        code: 'forbidden',
      })
      expect(await finishPortalFlow(member, '/account/subscription_canceled', 'made-up', now())).toMatch(/flow=none$/)
    })
    expect(exchanges).toEqual([])
    expect((await stripe().subscriptions.retrieve(subscriptionId)).cancel_at).not.toBeNull()
    expect((await getBilling(member)).offered).toEqual([])
  })

  it('S1-34 ignores hostile metadata keys', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    const { viewer: other } = await newSubscriber('pro')
    const hostile = `{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"team_id":"${other.teamId}"}`
    await stripe().subscriptions.update(subscriptionId, { metadata: { team_id: other.teamId, constructor: 'x' } })
    const event = eventOf('customer.subscription.updated', {
      id: subscriptionId,
      object: 'subscription',
      customer: customer.stripeCustomerId,
      metadata: JSON.parse(hostile),
    })
    expect(await deliver(event)).toBe(200)
    await drainBilling(now())
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
    const row = await db().subscription.findUniqueOrThrow({ where: { stripeSubscriptionId: subscriptionId } })
    expect(row.customerId).toBe(customer.id)
    expect((await readCustomer(other.teamId))?.subscriptions).toHaveLength(1)
    expect(await plan(viewer)).toBe('pro')
  })
})
