import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  breakStripe,
  callsDuring,
  newOwner,
  newSubscriber,
  openShop,
  restoreStripe,
  standIn,
  statementsDuring,
} from '@/dev/testing/shop'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { getBilling } from '../access/billing-page'
import { flowSchema } from '../model/form-schemas'
import { retentionCoupon } from '../plans'
import { stripe } from '../stripe/client'
import { syncNow } from '../sync/sync-now'
import { finishPortalFlow } from './finish-flow'
import { getFlowNotice } from './flow-notice'
import { startPortalFlow } from './start-flow'

const now = () => new Date()
const start = (viewer: Viewer, fields: object) => startPortalFlow(viewer, flowSchema.parse(fields))
const lastFlow = (viewer: Viewer) =>
  db().portalFlow.findFirstOrThrow({ where: { teamId: viewer.teamId }, orderBy: { issuedAt: 'desc' } })
/** The stand-in's portal session with this URL. */
const sessionOf = (url: string) => {
  const session = standIn.ctx.store.all('billing_portal.session').find((one) => one.url === url)
  if (!session) throw new Error('no portal session has this URL')
  return session
}

beforeAll(openShop)
afterAll(() => standIn.close())

const flows = [
  { flow: 'payment_method_update' },
  { flow: 'customer_update' },
  { flow: 'subscription_cancel' },
  { flow: 'subscription_pause' },
  { flow: 'subscription_update' },
  { flow: 'subscription_update_confirm', plan: 'business', seats: '3' },
  { flow: 'portal_home' },
] as const

describe.each(flows)('starting $flow', (fields) => {
  it('makes one Stripe call and runs at most five SQL statements, including the viewer lookup', async () => {
    const { viewer } = await newSubscriber('pro')
    const calls = await callsDuring(() => start(viewer, fields))
    expect(calls).toEqual(['POST /v1/billing_portal/sessions'])
    const statements = await statementsDuring(() => start(viewer, fields))
    expect(statements.length, statements.join('\n')).toBeLessThanOrEqual(4)
  })

  it('sends the type, locale, and return URLs, and does not store the portal URL', async () => {
    const { viewer, customer } = await newSubscriber('pro')
    const url = await start(viewer, fields)
    const session = sessionOf(url)
    const flow = await lastFlow(viewer)
    const home = `http://localhost:3000/account/portal_returned?flow=${flow.id}`
    expect(session).toMatchObject({ customer: customer.stripeCustomerId, locale: 'en', return_url: home })
    expect(session.flow?.type ?? 'portal_home').toBe(fields.flow)
    if (fields.flow !== 'portal_home') {
      expect(session.flow.after_completion).toMatchObject({ type: 'redirect' })
      expect(session.flow.after_completion.redirect.return_url).toContain(`?flow=${flow.id}`)
    }
    expect(JSON.stringify(flow)).not.toContain('/p/session/')
  })

  it('rejects a MEMBER without calling Stripe', async () => {
    const { viewer } = await newSubscriber('pro')
    const member = { ...viewer, role: 'MEMBER' } as Viewer
    const calls = await callsDuring(() => expect(start(member, fields)).rejects.toMatchObject({ code: 'forbidden' }))
    expect(calls).toEqual([])
  })

  it('finds only the team’s own subscriptions', async () => {
    const [{ viewer }, other] = [await newSubscriber('pro'), await newSubscriber('pro')]
    const request = { ...fields, subscription: other.subscriptionId }
    const calls = await callsDuring(() => expect(start(viewer, request)).rejects.toMatchObject({ code: 'not_found' }))
    expect(calls).toEqual([])
  })
})

describe('after_completion', () => {
  it.each(['hosted_confirmation', 'portal_homepage'])('supports %s', async (afterCompletion) => {
    const { viewer } = await newSubscriber('pro')
    const { flow } = sessionOf(await start(viewer, { flow: 'subscription_cancel', afterCompletion }))
    expect(flow.after_completion.type).toBe(afterCompletion)
    const message = flow.after_completion.hosted_confirmation?.custom_message
    if (afterCompletion === 'hosted_confirmation') expect(message).toMatch(/billing page/)
  })
})

describe('the billing page', () => {
  it('makes no Stripe calls and runs at most four SQL statements, including the viewer lookup', async () => {
    const { viewer } = await newSubscriber('business', { seats: 4 })
    const look = async () => Promise.all([getBilling(viewer), getFlowNotice(viewer, 'unknown')])
    expect(await callsDuring(look)).toEqual([])
    const statements = await statementsDuring(look)
    expect(statements.length, statements.join('\n')).toBeLessThanOrEqual(3)
  })

  it('shows the data from Stripe', async () => {
    const { viewer } = await newSubscriber('business', { seats: 4, interval: 'year' })
    expect(await getBilling(viewer)).toMatchObject({
      state: 'active',
      planName: 'Business',
      interval: 'year',
      seats: 4,
      card: { brand: 'visa', last4: '4242' },
      nextCharge: { amountCents: 4 * 49_000, currency: 'usd' },
      isConfirming: false,
    })
  })
})

describe('finishPortalFlow', () => {
  const cancelPath = '/account/subscription_canceled'
  const cancel = (id: string) => stripe().subscriptions.update(id, { cancel_at: 'max_period_end' })

  it('records "completed" only after a change in Stripe and shows it on the page', async () => {
    const { viewer, subscriptionId } = await newSubscriber('pro')
    await start(viewer, { flow: 'subscription_cancel' })
    const { id } = await lastFlow(viewer)
    const back = () => finishPortalFlow(viewer, cancelPath, id, now())
    expect(await back()).toBe(`/account/billing?flow=${id}`)
    expect(await lastFlow(viewer)).toMatchObject({ outcome: 'unchanged' })
    await cancel(subscriptionId)
    await back()
    expect(await lastFlow(viewer)).toMatchObject({ outcome: 'completed' })
    expect(await getBilling(viewer)).toMatchObject({ state: 'canceling', endsAt: expect.any(Date) })
    expect(await getFlowNotice(viewer, id)).toMatchObject({ tone: 'success' })
  })

  it('ignores an unknown id, another team’s flow, and a MEMBER without calling Stripe', async () => {
    const [{ viewer }, { viewer: other }] = [await newSubscriber('pro'), await newSubscriber('pro')]
    await start(viewer, { flow: 'subscription_cancel' })
    const { id } = await lastFlow(viewer)
    const member = { ...viewer, role: 'MEMBER' } as Viewer
    const calls = await callsDuring(async () => {
      for (const [who, flow] of [
        [viewer, 'made-up'],
        [viewer, 'nul\0'],
        [viewer, null],
        [other, id],
        [member, id],
      ] as const) {
        expect(await finishPortalFlow(who, cancelPath, flow, now())).toBe('/account/billing?flow=none')
      }
    })
    expect(calls).toEqual([])
    expect(await lastFlow(viewer)).toMatchObject({ outcome: null })
  })

  it('stays pending while Stripe is down and shows the outcome after the next sync', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    await start(viewer, { flow: 'subscription_cancel' })
    await cancel(subscriptionId)
    const { id } = await lastFlow(viewer)
    await breakStripe({ method: 'GET', path: `/v1/customers/${customer.stripeCustomerId}`, status: 500, times: 9 })
    expect(await finishPortalFlow(viewer, cancelPath, id, now())).toBe(`/account/billing?flow=${id}`)
    expect(await lastFlow(viewer)).toMatchObject({ outcome: 'pending' })
    expect(await getFlowNotice(viewer, id)).toMatchObject({ tone: 'warning' })
    expect(await getBilling(viewer)).toMatchObject({ state: 'active', isConfirming: true })
    await restoreStripe()
    await syncNow(customer.id, now())
    expect(await getFlowNotice(viewer, id)).toMatchObject({ tone: 'success' })
  })

  it('records that a customer accepted the discount', async () => {
    const { viewer, subscriptionId } = await newSubscriber('pro')
    await start(viewer, { flow: 'subscription_cancel' })
    const { id } = await lastFlow(viewer)
    await stripe().subscriptions.update(subscriptionId, { discounts: [{ coupon: retentionCoupon.id }] })
    await finishPortalFlow(viewer, cancelPath, id, now())
    expect(await lastFlow(viewer)).toMatchObject({ outcome: 'completed', detail: 'retained' })
    expect(await getBilling(viewer)).toMatchObject({ state: 'active', discount: expect.stringContaining('20% off') })
  })
})

describe('changing seats', () => {
  it('keeps the current price, even if the catalog has a different one', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('business', { seats: 2 })
    const [item] = (await stripe().subscriptions.retrieve(subscriptionId)).items.data
    const older = await stripe().prices.create({
      product: String(item?.price.product),
      currency: 'usd',
      unit_amount: 3900,
      recurring: { interval: 'month' },
      tax_behavior: 'exclusive',
    })
    const items = [{ id: item?.id, price: older.id, quantity: 2 }]
    await stripe().subscriptions.update(subscriptionId, { items, proration_behavior: 'none' })
    await syncNow(customer.id, now())
    const session = sessionOf(await start(viewer, { flow: 'subscription_update_confirm', seats: '5' }))
    expect(session.flow.subscription_update_confirm.items).toMatchObject([{ price: older.id, quantity: 5 }])
  })
})

describe('a new default card', () => {
  it('replaces the subscription’s own payment method', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    const customerId = customer.stripeCustomerId
    const own = await stripe().paymentMethods.attach('pm_card_visa', { customer: customerId })
    await stripe().subscriptions.update(subscriptionId, { default_payment_method: own.id })
    await syncNow(customer.id, now())
    await start(viewer, { flow: 'payment_method_update' })
    const card = await stripe().paymentMethods.attach('pm_card_mastercard', { customer: customerId })
    await stripe().customers.update(customerId, { invoice_settings: { default_payment_method: card.id } })
    const { id } = await lastFlow(viewer)
    await finishPortalFlow(viewer, '/account/payment_method_updated', id, now())
    expect((await stripe().subscriptions.retrieve(subscriptionId)).default_payment_method).toBeNull()
    expect(await getBilling(viewer)).toMatchObject({ card: { brand: 'mastercard', last4: '4444' } })
  })
})

describe('an action that the state does not offer', () => {
  it('is rejected without calling Stripe', async () => {
    const { viewer, customer, subscriptionId } = await newSubscriber('pro')
    await stripe().subscriptions.update(subscriptionId, { cancel_at: 'max_period_end' })
    await syncNow(customer.id, now())
    const calls = await callsDuring(() =>
      expect(start(viewer, { flow: 'subscription_cancel' })).rejects.toMatchObject({ code: 'conflict' }),
    )
    expect(calls).toEqual([])
  })

  it.each([{ plan: 'business', interval: 'month', seats: '2' }, { seats: '2' }, {}])(
    'is rejected if the team already has %j',
    async (request) => {
      const { viewer } = await newSubscriber('business', { seats: 2 })
      const confirm = { flow: 'subscription_update_confirm', ...request }
      const calls = await callsDuring(() =>
        expect(start(viewer, confirm)).rejects.toMatchObject({
          code: 'conflict',
          userMessage: expect.stringMatching(/already on/),
        }),
      )
      expect(calls).toEqual([])
      await expect(start(viewer, { ...confirm, promotionCode: 'WELCOME25' })).resolves.toContain('http')
    },
  )

  it('is rejected for a team without a subscription', async () => {
    const viewer = await newOwner()
    await expect(start(viewer, { flow: 'portal_home' })).rejects.toThrow(/don’t have a subscription/)
  })
})
