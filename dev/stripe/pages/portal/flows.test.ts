import { describe, expect, it } from 'vitest'
import type { Stored } from '../../engine/core/store'
import { card, pathOf } from '../../testing/browser'
import { endings, type Shop, shop, start } from '../../testing/shop'

type Flow = {
  /** The flow-specific part of `flow_data`. */
  data: (shop: Shop, subscription: Stored) => Record<string, unknown>
  /** The form's path, relative to the flow URL, and its fields. */
  path: (subscription: Stored) => string
  form: Record<string, string>
  heading: string
  done: string
  /** Reads the state that the flow changes. */
  state: (shop: Shop, subscription: Stored) => unknown
}

const ofSubscription = (name: string) => (one: Stored) => `subscriptions/${one.id}/${name}`
const item = (shop: Shop, subscription: Stored) => shop.read(subscription.id).items.data[0]

const flows: Record<string, Flow> = {
  subscription_cancel: {
    data: (_, one) => ({ subscription_cancel: { subscription: one.id } }),
    path: ofSubscription('cancel'),
    form: {},
    heading: 'Cancel your subscription',
    done: 'Your subscription has been canceled',
    state: ({ read }, one) => read(one.id).cancel_at,
  },
  subscription_pause: {
    data: (_, one) => ({ subscription_pause: { subscription: one.id } }),
    path: ofSubscription('pause'),
    form: { duration: '3-month' },
    heading: 'Pause your subscription',
    done: 'Your subscription has been paused',
    state: ({ read }, one) => read(one.id).status,
  },
  subscription_update: {
    data: (_, one) => ({ subscription_update: { subscription: one.id } }),
    path: ofSubscription('confirm'),
    form: {},
    heading: 'Update your subscription',
    done: 'Your subscription has been updated',
    state: (shop, one) => item(shop, one).price.id ?? item(shop, one).price,
  },
  subscription_update_confirm: {
    data: (shop, one) => ({
      subscription_update_confirm: {
        subscription: one.id,
        items: [{ id: item(shop, one).id, price: shop.businessMonth.id, quantity: 3 }],
      },
    }),
    path: ofSubscription('confirm'),
    form: {},
    heading: 'Confirm your updates',
    done: 'Your subscription has been updated',
    state: (shop, one) => item(shop, one).quantity,
  },
  payment_method_update: {
    data: () => ({}),
    path: () => 'payment-methods/add',
    form: card('4000056655665556'),
    heading: 'Add a payment method',
    done: 'Your payment method has been updated',
    state: ({ read }, one) => read(one.customer).invoice_settings.default_payment_method,
  },
  customer_update: {
    data: () => ({}),
    path: () => 'customer/update',
    form: { name: 'Countess Lovelace', email: 'ada@example.com', country: 'GB', line1: '12 Row', city: 'London' },
    heading: 'Update your billing information',
    done: 'Your billing information has been updated',
    state: ({ read }, one) => read(one.customer).name,
  },
}

const noSurvey = { subscription_cancel: { enabled: true, mode: 'at_period_end' } }

function open(type: string, flow: Flow, after: keyof typeof endings) {
  const it = shop(noSurvey)
  const subscription = it.subscribe(it.customer(), it.proMonth)
  const path = it.portal(it.read(subscription.customer), {
    flow_data: { type, ...flow.data(it, subscription), after_completion: endings[after] },
  })
  const form = type === 'subscription_update' ? { price: it.businessMonth.id } : flow.form
  const send = () => it.web.post(`${path}/${flow.path(subscription)}`, form)
  return { it, subscription, path, send, state: () => flow.state(it, subscription) }
}

describe.each(Object.entries(flows))('%s', (type, flow) => {
  it('completes and redirects immediately', async () => {
    const { it: its, path, send, state } = open(type, flow, 'redirect')
    const before = state()
    expect((await its.web.get(path)).text).toContain(flow.heading)
    const response = await send()
    expect([response.status, response.location]).toEqual([303, 'http://127.0.0.1:3000/done'])
    expect(state()).not.toEqual(before)
  })

  it('completes with the custom message on a confirmation page', async () => {
    const { it: its, path, send } = open(type, flow, 'hosted_confirmation')
    const response = await send()
    expect(response.location).toBe(`${path}/confirmation`)
    const page = await its.web.get(`${path}/confirmation`)
    expect(page.text).toContain(flow.done)
    expect(page.text).toContain('Thank you, Ada.')
    expect(page.html).toContain('href="http://127.0.0.1:3000/account/billing"')
  })

  it('completes on the portal home page and gives access to it', async () => {
    const { it: its, path, send } = open(type, flow, 'portal_homepage')
    const response = await send()
    const home = await its.web.get(pathOf(response.location ?? ''))
    expect(home.status).toBe(200)
    expect(home.text).toContain(flow.done)
    expect(home.text).toContain('Invoice history')
    expect(response.location).toContain(path.replace('/flow', ''))
  })

  it('changes nothing when the customer clicks the return link', async () => {
    const { it: its, path, state } = open(type, flow, 'redirect')
    const before = state()
    const page = await its.web.get(path)
    expect(page.html).toMatch(
      /href="http:\/\/127\.0\.0\.1:3000\/account\/billing" data-testid="return-to-business-link"/,
    )
    expect(page.text).toContain('Return to Acme')
    expect(page.text).not.toContain('Invoice history')
    expect(state()).toEqual(before)
  })

  it('shows that a link was used and does not repeat the action', async () => {
    const { it: its, path, send, state } = open(type, flow, 'redirect')
    await send()
    const after = state()
    const again = await send()
    expect(again.status).toBe(410)
    expect(again.text).toContain('This link has already been used')
    expect((await its.web.get(path)).status).toBe(410)
    expect(state()).toEqual(after)
  })

  it('expires after five minutes if unused', async () => {
    const { it: its, path, send, state } = open(type, flow, 'redirect')
    const before = state()
    its.clock.now = start + 301
    expect((await its.web.get(path)).text).toContain('This link has expired')
    expect((await send()).status).toBe(410)
    expect(state()).toEqual(before)
  })

  it('expires an hour after the last activity', async () => {
    const { it: its, path } = open(type, flow, 'redirect')
    its.clock.now = start + 200
    expect((await its.web.get(path)).status).toBe(200)
    its.clock.now = start + 200 + 3500
    expect((await its.web.get(path)).status).toBe(200)
    its.clock.now += 3601
    expect((await its.web.get(path)).status).toBe(410)
  })

  it('is limited to its own screens', async () => {
    const { it: its, path, subscription, state } = open(type, flow, 'redirect')
    const before = state()
    expect((await its.web.get(path.replace('/flow', ''))).location).toBe(path)
    for (const [name, other] of Object.entries(flows)) {
      if (other.path(subscription) === flow.path(subscription) || name === 'subscription_update') continue
      const response = await its.web.post(`${path}/${other.path(subscription)}`, other.form)
      expect([name, response.location]).toEqual([name, path])
    }
    expect(state()).toEqual(before)
  })
})
