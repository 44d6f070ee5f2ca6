import { describe, expect, it } from 'vitest'
import type { Stored } from '../../../engine/core/store'
import { card } from '../../../testing/browser'
import { endings, type Shop, shop } from '../../../testing/shop'

type Asked = { price?: Stored; quantity?: number; discounts?: Record<string, string>[] }

function confirming(its: Shop, subscription: Stored, asked: Asked) {
  const item = its.read(subscription.id).items.data[0]
  const path = its.portal(its.read(subscription.customer), {
    flow_data: {
      type: 'subscription_update_confirm',
      subscription_update_confirm: {
        subscription: subscription.id,
        items: [{ id: item.id, price: asked.price?.id, quantity: asked.quantity }],
        ...(asked.discounts ? { discounts: asked.discounts } : {}),
      },
      after_completion: endings.redirect,
    },
  })
  const itemNow = () => its.read(subscription.id).items.data[0]
  const priceNow = () => itemNow().price.id ?? itemNow().price
  return { path, at: `${path}/subscriptions/${subscription.id}`, priceNow, itemNow }
}

describe('an upgrade', () => {
  it('shows the amount due today and charges it immediately', async () => {
    const its = shop()
    const subscription = its.subscribe(its.customer(), its.proMonth)
    const { path, at, priceNow } = confirming(its, subscription, { price: its.businessMonth, quantity: 2 })
    const page = await its.web.get(path)
    expect(page.text).toContain('Was: Pro $19.00 per month')
    expect(page.text).toContain('New: Business (×2) $98.00 per month')
    expect(page.text).toMatch(/Amount due today \$79\.00/)
    expect(page.text).toContain('Subscribe and pay')
    expect((await its.web.post(`${at}/confirm`)).location).toBe('http://127.0.0.1:3000/done')
    expect(priceNow()).toBe(its.businessMonth.id)
  })

  it('shows the full and discounted prices and stores the discount', async () => {
    const its = shop()
    const subscription = its.subscribe(its.customer(), its.proMonth)
    const asked = { price: its.businessMonth, quantity: 1, discounts: [{ promotion_code: its.code.id }] }
    const { path, at } = confirming(its, subscription, asked)
    const page = await its.web.get(path)
    expect(page.html).toMatch(/<s data-testid="price-before-discount">\$49\.00 per month<\/s>/)
    expect(page.html).toMatch(/data-testid="price-after-discount">\$36\.75 per month</)
    await its.web.post(`${at}/confirm`)
    const invoice = its.read(its.read(subscription.id).latest_invoice)
    expect(invoice.total_discount_amounts?.length ?? 0).toBeGreaterThan(0)
  })

  it('shows a declined card inline and keeps the subscription unchanged', async () => {
    const its = shop()
    const subscription = its.subscribe(its.customer(), its.proMonth)
    const { path, at, priceNow } = confirming(its, subscription, { price: its.businessMonth, quantity: 1 })
    const broken = card('4000000000000341')
    const response = await its.web.post(`${at}/confirm`, broken)
    expect(response.status).toBe(402)
    expect(response.text).toContain('Your card was declined.')
    expect(priceNow()).toBe(its.proMonth.id)
    expect((await its.web.get(path)).status).toBe(200)
    const second = await its.web.post(`${at}/confirm`, card())
    expect(second.location).toBe('http://127.0.0.1:3000/done')
    expect(priceNow()).toBe(its.businessMonth.id)
  })

  it('completes the flow after 3D Secure succeeds', async () => {
    const its = shop()
    const subscription = its.subscribe(its.customer(), its.proMonth)
    const { at, priceNow } = confirming(its, subscription, { price: its.businessMonth, quantity: 1 })
    const bank = await its.web.post(`${at}/confirm`, card('4000002760003184'))
    expect(bank.location).toMatch(/^\/3ds\/pi_/)
    const challenge = bank.location ?? ''
    expect((await its.web.get(challenge)).text).toContain('Complete')
    expect(priceNow()).toBe(its.proMonth.id)
    const back = new URL(challenge, 'http://x').searchParams.get('return') ?? ''
    const done = await its.web.post(challenge.split('?')[0] ?? '', { outcome: 'succeed', return: back })
    expect(done.location).toBe('http://127.0.0.1:3000/done')
    expect(priceNow()).toBe(its.businessMonth.id)
  })

  it('changes nothing if 3D Secure fails', async () => {
    const its = shop()
    const subscription = its.subscribe(its.customer(), its.proMonth)
    const { path, at, priceNow } = confirming(its, subscription, { price: its.businessMonth, quantity: 1 })
    const bank = (await its.web.post(`${at}/confirm`, card('4000002760003184'))).location ?? ''
    const back = new URL(bank, 'http://x').searchParams.get('return') ?? ''
    const failed = await its.web.post(bank.split('?')[0] ?? '', { outcome: 'fail', return: back })
    expect(failed.location).toBe(`${path}?failed=yes`)
    expect((await its.web.get(failed.location ?? '')).text).toContain('We are unable to authenticate')
    expect(priceNow()).toBe(its.proMonth.id)
  })
})

describe('a change scheduled for the end of the period', () => {
  it('is stored in a schedule and can be canceled', async () => {
    const its = shop()
    const subscription = its.subscribe(its.customer(), its.proYear)
    const { path, at, priceNow } = confirming(its, subscription, { price: its.proMonth, quantity: 1 })
    const page = await its.web.get(path)
    expect(page.text).toContain('Nothing is due today')
    expect(page.html).toMatch(/data-testid="due-today">\$0\.00</)
    expect((await its.web.post(`${at}/confirm`)).location).toBe('http://127.0.0.1:3000/done')
    expect(priceNow()).toBe(its.proYear.id)
    expect(its.read(subscription.id).schedule).toMatch(/^sub_sched_/)

    const home = its.portal(its.read(subscription.customer))
    const shown = await its.web.get(home)
    expect(shown.text).toContain('Cancel change')
    expect(shown.html).not.toContain('data-test="update-subscription"')
    expect(shown.html).not.toContain('data-test="cancel-subscription"')
    const undo = `${home}/subscriptions/${subscription.id}/cancel-change`
    expect((await its.web.get(undo)).html).toMatch(/data-testid="confirm"[^>]*>Cancel change</)
    await its.web.post(undo)
    expect(its.read(subscription.id).schedule).toBeNull()
    expect((await its.web.get(home)).html).toContain('data-test="update-subscription"')
  })
})

describe('the plan page', () => {
  function updating() {
    const its = shop()
    const subscription = its.subscribe(its.customer(), its.businessMonth)
    const path = its.portal(its.read(subscription.customer))
    return { ...its, subscription, at: `${path}/subscriptions/${subscription.id}` }
  }

  it('offers the configured prices and an adjustable quantity', async () => {
    const { web, at, proYear } = updating()
    const page = await web.get(`${at}/update`)
    expect(page.html.match(/data-testid="pricing-table-card"/g)).toHaveLength(4)
    expect(page.html).toContain('data-testid="portal-quantity-editor"')
    const chosen = await web.get(`${at}/update?price=${proYear.id}`)
    expect(chosen.text).toContain('Selected')
    expect(chosen.html).not.toContain('portal-quantity-editor')
  })

  it.each([
    ['101', 'Choose a quantity between 1 and 100.'],
    ['0', 'Choose a quantity between 1 and 100.'],
    ['2.5', 'Choose a quantity between 1 and 100.'],
    ['many', 'Choose a quantity between 1 and 100.'],
    ['1', 'Choose a different plan or quantity to continue.'],
  ])('rejects a quantity of %s', async (quantity, message) => {
    const { web, at, businessMonth } = updating()
    const response = await web.get(`${at}/confirm?price=${businessMonth.id}&quantity=${quantity}`)
    expect(response.status).toBe(400)
    expect(response.text).toContain(message)
  })

  it('rejects a price that is not offered', async () => {
    const { web, at, call, pro, read, subscription } = updating()
    const hidden = call('/v1/prices', {
      product: pro.id,
      currency: 'usd',
      unit_amount: 1,
      recurring: { interval: 'month' },
      tax_behavior: 'exclusive',
    })
    expect((await web.post(`${at}/confirm`, { price: hidden.id })).status).toBe(400)
    expect(read(subscription.id).items.data[0].quantity).toBe(1)
  })

  it('applies a promotion code and shows an error for an invalid one', async () => {
    const { web, at, businessMonth } = updating()
    const to = `${at}/confirm?price=${businessMonth.id}&quantity=2`
    const good = await web.get(`${to}&code=welcome25`)
    expect(good.html).toMatch(/data-testid="discount">25% off on the next invoice</)
    const bad = await web.get(`${to}&code=NOPE`)
    expect(bad.text).toContain('This code is invalid.')
    expect(bad.text).toContain('Business (×2)')
  })
})

describe('a subscription in a different currency than its price', () => {
  it('is offered plans that support its currency', async () => {
    const its = shop()
    const euros = (unit_amount: number) => ({ currency_options: { eur: { unit_amount } } })
    for (const [price, amount] of [
      [its.proMonth, 1700],
      [its.businessMonth, 4500],
    ] as const) {
      its.call(`/v1/prices/${price.id}`, euros(amount))
    }
    const subscription = its.subscribe(its.customer(), its.proMonth, { currency: 'eur' })
    const path = its.portal(its.read(subscription.customer))
    expect((await its.web.get(path)).text).toContain('€17.00')
    const plans = await its.web.get(`${path}/subscriptions/${subscription.id}/update`)
    expect(plans.text).toContain('€45.00')
    const query = `price=${its.businessMonth.id}&quantity=1`
    expect((await its.web.get(`${path}/subscriptions/${subscription.id}/confirm?${query}`)).text).toContain('€45.00')
    await its.web.post(`${path}/subscriptions/${subscription.id}/confirm`, {
      price: its.businessMonth.id,
      quantity: '1',
    })
    expect(its.read(its.read(subscription.id).latest_invoice)).toMatchObject({ currency: 'eur', status: 'paid' })
  })
})
