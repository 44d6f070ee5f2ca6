import { describe, expect, it } from 'vitest'
import { at, engine } from '../../testing/engine'
import type { Stored } from '../core/store'
import { prorated } from './invoice-lines'

const start = at('2026-01-01T00:00:00Z')
const month = 31 * 86_400

function switching(mode: 'flexible' | 'classic', from: number) {
  const its = engine(start)
  const [cheap, expensive] = [its.price(1000), its.price(2000)]
  const first = from === 1000 ? cheap : expensive
  const subscription = its.subscribe(its.customer(), first, { billing_mode: { type: mode } })
  const change = (price: Stored, more: Record<string, unknown> = {}) => {
    const { id } = its.read(subscription.id).items.data[0]
    return its.call(`/v1/subscriptions/${subscription.id}`, { items: [{ id, price: price.id }], ...more })
  }
  const latest = () => its.read(its.read(subscription.id).latest_invoice)
  const lines = () => (latest().lines.data as Stored[]).map((line) => line.amount as number)
  return { ...its, cheap, expensive, subscription, change, latest, lines }
}

describe('proration amounts in Stripe’s documentation', () => {
  it('are −166 and +541, calculated to the second', () => {
    const period = { start: 1_596_749_288, end: 1_599_427_688 }
    expect(-prorated(1000, period, 1_598_982_148)).toBe(-166)
    expect(prorated(3252, period, 1_598_982_148)).toBe(541)
  })

  it('are +$5 for a change from $10 to $20 halfway through', () => {
    const { change, expensive, lines, latest, clock } = switching('flexible', 1000)
    clock.now = start + month / 2
    change(expensive, { proration_behavior: 'always_invoice' })
    expect(lines()).toEqual([-500, 1000])
    expect(latest()).toMatchObject({ total: 500, status: 'paid', billing_reason: 'subscription_update' })
  })

  it.each([
    ['classic', [-667, 333], -334],
    ['flexible', [-333, 333], 0],
  ] as const)(
    'in %s billing are %j for an upgrade with none, then a downgrade with a third left',
    (mode, amounts, total) => {
      const { change, cheap, expensive, lines, latest, clock } = switching(mode, 1000)
      change(expensive, { proration_behavior: 'none' })
      clock.now = start + (month * 2) / 3
      change(cheap, { proration_behavior: 'always_invoice' })
      expect(lines()).toEqual(amounts)
      expect(latest().total).toBe(total)
    },
  )

  it.each([
    ['flexible', -417],
    ['classic', -250],
  ])('in %s billing are %i for $5 off $10 and $20, with the $10 removed halfway through', (type, amount) => {
    const its = engine(start)
    const [ten, twenty] = [its.price(1000), its.price(2000)]
    const coupon = its.call('/v1/coupons', { amount_off: 500, currency: 'usd', duration: 'forever' })
    const subscription = its.call('/v1/subscriptions', {
      customer: its.customer().id,
      items: [{ price: ten.id }, { price: twenty.id }],
      discounts: [{ coupon: coupon.id }],
      billing_mode: { type },
    })
    expect(its.read(subscription.latest_invoice).total).toBe(2500)
    its.clock.now = start + month / 2
    const { id } = subscription.items.data.find((item: Stored) => item.price.id === ten.id)
    its.call(`/v1/subscriptions/${subscription.id}`, {
      items: [{ id, deleted: true }],
      proration_behavior: 'always_invoice',
    })
    const invoice = its.read(its.read(subscription.id).latest_invoice)
    expect(invoice.lines.data.map((line: Stored) => line.amount)).toEqual([amount])
  })
})

describe('prorations', () => {
  it('wait for the next invoice by default and match its preview', () => {
    const { change, expensive, subscription, call, pass, invoices, clock } = switching('flexible', 1000)
    clock.now = start + month / 2
    change(expensive)
    expect(invoices(subscription)).toHaveLength(1)
    const preview = call('/v1/invoices/create_preview', { subscription: subscription.id })
    expect(preview.amount_due).toBe(2500)
    expect(preview.next_payment_attempt).toBe(start + month + 3600)
    pass(start + month + 3600)
    expect(invoices(subscription).at(-1)).toMatchObject({ amount_paid: 2500, status: 'paid' })
  })

  it('can be previewed without changing anything', () => {
    const { ctx, call, subscription, expensive, read, events } = switching('flexible', 1000)
    const before = [...ctx.store.all('invoice'), ...ctx.store.all('invoiceitem'), read(subscription.id)]
    const seen = events().length
    const { id } = subscription.items.data[0]
    const details = { items: [{ id, price: expensive.id }], proration_behavior: 'always_invoice' }
    const preview = call('/v1/invoices/create_preview', {
      subscription: subscription.id,
      subscription_details: details,
    })
    expect(preview.amount_due).toBe(1000)
    const after = [...ctx.store.all('invoice'), ...ctx.store.all('invoiceitem'), read(subscription.id)]
    expect(after).toEqual(before)
    expect(events()).toHaveLength(seen)
  })

  it('credit the customer’s balance if negative, and the next invoice uses the credit', () => {
    const { change, cheap, subscription, read, pass, invoices, clock } = switching('flexible', 2000)
    clock.now = start + month / 2
    change(cheap, { proration_behavior: 'always_invoice' })
    expect(read(subscription.customer).balance).toBe(-500)
    pass(start + month + 3600)
    expect(invoices(subscription).at(-1)).toMatchObject({ total: 1000, amount_due: 500, amount_paid: 500 })
    expect(read(subscription.customer).balance).toBe(0)
  })

  it('apply a promotion code to an upgrade once', () => {
    const { change, expensive, subscription, call, latest, read } = switching('flexible', 1000)
    const coupon = call('/v1/coupons', { percent_off: 25, duration: 'once' })
    change(expensive, { proration_behavior: 'always_invoice', discounts: [{ coupon: coupon.id }] })
    expect(latest()).toMatchObject({ subtotal: 500, total: 500, amount_paid: 500 })
    expect(read(subscription.id).discounts).toEqual([])
  })
})

describe('an interval change', () => {
  const changed = (type: 'classic' | 'flexible', params: object, [from, to]: [string, string] = ['month', 'year']) => {
    const its = engine(start)
    const price = (interval: string) => its.price(interval === 'year' ? 36_500 : 1000, { interval })
    const subscription = its.subscribe(its.customer(), price(from), { billing_mode: { type } })
    its.clock.now = start + month / 2
    const items = [{ id: subscription.items.data[0].id, price: price(to).id }]
    its.call(`/v1/subscriptions/${subscription.id}`, { items, ...params })
    const after = its.read(subscription.id)
    const totals = its.invoices(after).map(({ total }) => total as number)
    return { its, after, totals, item: after.items.data[0], now: its.clock.now }
  }
  const invoiceNow = { proration_behavior: 'always_invoice' }
  const year = 365 * 86_400

  it('starts a new period immediately in classic billing', () => {
    const { after, item, totals, now } = changed('classic', invoiceNow)
    expect([item.current_period_start, item.current_period_end]).toEqual([now, now + year])
    expect([after.billing_cycle_anchor, totals]).toEqual([now, [1000, 36_500 - 500]])
  })

  it('keeps the anchor in flexible billing and prorates the rest of the year', () => {
    const { after, item, totals, its } = changed('flexible', invoiceNow)
    expect([item.current_period_start, item.current_period_end]).toEqual([start, start + year])
    expect([after.billing_cycle_anchor, totals]).toEqual([start, [1000, 36_500 - 1550 - 500]])
    its.pass(start + year + 3600)
    expect(its.invoices(after).at(-1)).toMatchObject({ total: 36_500, status: 'paid' })
  })

  it('bills nothing before the next period in flexible billing, unless requested', () => {
    const none = changed('flexible', { proration_behavior: 'none' })
    expect([none.totals, none.item.current_period_end]).toEqual([[1000], start + year])
    const reset = changed('flexible', { proration_behavior: 'none', billing_cycle_anchor: { type: 'now' } })
    expect([reset.totals, reset.item.current_period_end]).toEqual([[1000, 36_500], reset.now + year])
  })

  it('credits the rest of a longer interval', () => {
    const { item, totals, its } = changed('flexible', invoiceNow, ['year', 'month'])
    expect(item.current_period_end).toBe(start + month)
    expect(totals).toEqual([36_500, 500 - (36_500 - 1550)])
    expect(its.read(item.subscription).status).toBe('active')
  })

  it('requires flexible billing if the subscription has other items', () => {
    const its = engine(start)
    const prices = [its.price(1000), its.price(5000, { interval: 'year' })]
    const params = (type: string) => ({
      customer: its.customer().id,
      items: prices.map(({ id }) => ({ price: id })),
      billing_mode: { type },
    })
    expect(() => its.call('/v1/subscriptions', params('classic'))).toThrow(/must have the same `recurring.interval`/)
    const { items } = its.call('/v1/subscriptions', params('flexible'))
    expect(items.data.map((item: Stored) => item.current_period_end)).toEqual([start + month, start + year])
  })
})
