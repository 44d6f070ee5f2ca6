import { describe, expect, it } from 'vitest'
import { at, emitted, engine, previousOf } from '../../testing/engine'
import { publicView } from '../core/context'
import type { Stored } from '../core/store'

const day = 86_400

const totals = (its: ReturnType<typeof engine>, subscription: Stored) =>
  its.invoices(subscription).map((invoice) => invoice.total as number)

describe('an anchor', () => {
  it('on February 29 returns to that day every leap year', () => {
    const its = engine(at('2028-02-29T12:00:00Z'))
    const subscription = its.subscribe(its.customer(), its.price(10_000, { interval: 'year' }))
    const ends = ['2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29'].map((date) => at(`${date}T12:00:00Z`))
    for (const end of ends) {
      expect(its.read(subscription.id).items.data[0].current_period_end).toBe(end)
      its.pass(end)
    }
  })

  it('in the future makes the first period partial, which is prorated or free', () => {
    const start = at('2026-01-01T00:00:00Z')
    const anchor = at('2026-01-16T12:00:00Z')
    for (const [proration_behavior, first] of [
      ['create_prorations', 500],
      ['none', 0],
    ] as const) {
      const its = engine(start)
      const params = { billing_cycle_anchor: anchor, proration_behavior }
      const subscription = its.subscribe(its.customer(), its.price(1000), params)
      expect(subscription).toMatchObject({ status: 'active', billing_cycle_anchor: anchor })
      expect(totals(its, subscription)).toEqual([first])
      its.pass(anchor)
      expect(totals(its, subscription)).toEqual([first, 1000])
      expect(its.read(subscription.id).items.data[0].current_period_end).toBe(at('2026-02-16T12:00:00Z'))
    }
  })

  it('cannot be more than one period ahead', () => {
    const start = at('2026-01-01T00:00:00Z')
    const its = engine(start)
    const make = (billing_cycle_anchor: number) => () =>
      its.subscribe(its.customer(), its.price(1000), { billing_cycle_anchor })
    expect(make(start + 40 * day)).toThrow(/cannot be later than next natural billing date/)
    expect(make(start - day)).toThrow(/in the future/)
  })
})

describe('a zero-decimal currency', () => {
  it('is prorated and formatted in whole units', () => {
    const start = at('2026-01-01T00:00:00Z')
    const its = engine(start)
    const product = its.call('/v1/products', { name: 'Pro' })
    const yen = (unit_amount: number) =>
      its.call('/v1/prices', { product: product.id, currency: 'jpy', unit_amount, recurring: { interval: 'month' } })
    const [cheap, expensive] = [yen(1900), yen(4900)]
    const subscription = its.subscribe(its.customer(), cheap)
    const [line] = its.read(subscription.latest_invoice).lines.data
    expect(line.description).toBe('1 × Pro (at ¥1,900 / month)')
    its.clock.now = start + (31 * day) / 2
    const items = [{ id: subscription.items.data[0].id, price: expensive.id }]
    its.call(`/v1/subscriptions/${subscription.id}`, { items, proration_behavior: 'always_invoice' })
    expect(its.read(its.read(subscription.id).latest_invoice)).toMatchObject({ currency: 'jpy', total: 1500 })
  })
})

describe('a trial on an existing subscription', () => {
  const start = at('2026-01-01T00:00:00Z')

  it('credits the paid time and bills when it ends', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1000))
    const half = start + (31 * day) / 2
    its.clock.now = half
    const end = half + 10 * day
    const path = `/v1/subscriptions/${subscription.id}`
    const after = its.call(path, { trial_end: end })
    expect(after).toMatchObject({ status: 'trialing', trial_start: half, trial_end: end, billing_cycle_anchor: end })
    expect(after.items.data[0]).toMatchObject({ current_period_start: half, current_period_end: end })
    its.pass(end + 3600)
    expect(its.invoices(subscription).at(-1)).toMatchObject({ total: 500, status: 'paid' })
    expect(its.read(subscription.id).status).toBe('active')
  })

  it('sends its reminder immediately if it ends within three days, and cannot end too far in the future', () => {
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1000), { trial_period_days: 14 })
    const path = `/v1/subscriptions/${subscription.id}`
    its.call(path, { trial_end: start + 2 * day })
    expect(its.events().at(-1)).toBe('customer.subscription.trial_will_end')
    expect(() => its.call(path, { trial_end: start - 1 })).toThrow(/in the future/)
    expect(() => its.call(path, { trial_end: start + 3000 * day })).toThrow(/more than five years/)
  })
})

describe('a cancellation within the period', () => {
  it('credits the remaining time unless it is undone', () => {
    const start = at('2026-01-01T00:00:00Z')
    const its = engine(start)
    const subscription = its.subscribe(its.customer(), its.price(1000))
    const path = `/v1/subscriptions/${subscription.id}`
    const waiting = () => its.ctx.store.all('invoiceitem').map((item) => item.amount as number)
    its.call(path, { cancel_at: start + (31 * day) / 2 })
    expect(waiting()).toEqual([-500])
    its.call(path, { cancel_at: '' })
    expect(waiting()).toEqual([])
    its.call(path, { cancel_at: start + (31 * day) / 2, proration_behavior: 'none' })
    expect(waiting()).toEqual([])
  })
})

describe('a one-time charge', () => {
  it('is on the first invoice, or on the invoice for a change', () => {
    const start = at('2026-01-01T00:00:00Z')
    const its = engine(start)
    const price = its.price(1000)
    const setup = its.call('/v1/prices', { product: price.product, currency: 'usd', unit_amount: 5000 })
    const subscription = its.subscribe(its.customer(), price, { add_invoice_items: [{ price: setup.id }] })
    expect(totals(its, subscription)).toEqual([6000])
    const params = { add_invoice_items: [{ price: setup.id, quantity: 2 }], proration_behavior: 'always_invoice' }
    its.call(`/v1/subscriptions/${subscription.id}`, params)
    expect(totals(its, subscription)).toEqual([6000, 10_000])
    expect(() => its.subscribe(its.customer(), price, { add_invoice_items: [{ price: price.id }] })).toThrow(/one_time/)
  })
})

describe('a price in several currencies', () => {
  const start = at('2026-01-01T00:00:00Z')
  const shop = () => {
    const its = engine(start)
    const price = (unit_amount: number, eur: number, interval: string | null = 'month') =>
      its.call('/v1/prices', {
        product: its.call('/v1/products', { name: 'Pro' }).id,
        currency: 'usd',
        unit_amount,
        ...(interval ? { recurring: { interval } } : {}),
        tax_behavior: 'exclusive',
        currency_options: { eur: { unit_amount: eur } },
      })
    return { its, price }
  }

  it('is billed in the requested currency and shown in its own', () => {
    const { its, price } = shop()
    const [cheap, expensive, setup] = [price(1000, 900), price(2000, 1900), price(5000, 4500, null)]
    const subscription = its.subscribe(its.customer(), cheap, {
      currency: 'eur',
      add_invoice_items: [{ price: setup.id }],
    })
    const shown = publicView(subscription)
    expect(shown).toMatchObject({
      currency: 'eur',
      items: { data: [{ price: { currency: 'usd', unit_amount: 1000 } }] },
    })
    expect(shown.items.data[0].plan).toMatchObject({ currency: 'usd', amount: 1000 })
    expect(its.read(subscription.latest_invoice)).toMatchObject({ currency: 'eur', total: 900 + 4500 })
    its.clock.now = start + (31 * day) / 2
    const items = [{ id: subscription.items.data[0].id, price: expensive.id }]
    const path = `/v1/subscriptions/${subscription.id}`
    const events = emitted(its, () => its.call(path, { items, proration_behavior: 'always_invoice' }))
    expect(its.invoices(subscription).at(-1)).toMatchObject({ currency: 'eur', total: 500 })
    expect(previousOf(events, 'customer.subscription.updated').items.data[0].price).toMatchObject({ currency: 'usd' })
    its.call(`/v1/prices/${expensive.id}`, { nickname: 'Old terms' })
    its.pass(start + 32 * day)
    expect(its.invoices(subscription).at(-1)).toMatchObject({ currency: 'eur', total: 1900, status: 'paid' })
    expect(publicView(its.read(subscription.id)).items.data[0].price).toMatchObject({
      nickname: 'Old terms',
      currency: 'usd',
    })
  })

  it('cannot be billed in a currency that it or another price does not support', () => {
    const { its, price } = shop()
    const pro = price(1000, 900)
    expect(() => its.subscribe(its.customer(), pro, { currency: 'jpy' })).toThrow(/currency of the subscription/)
    const subscription = its.subscribe(its.customer(), pro, { currency: 'eur' })
    const items = [{ price: its.price(500).id }]
    const path = `/v1/subscriptions/${subscription.id}`
    expect(() => its.call(path, { items })).toThrow(/currency of the subscription/)
  })
})
