import { describe, expect, it } from 'vitest'
import { engine } from '../../testing/engine'

const start = 1_768_000_000

describe('a product', () => {
  it('is created with its price and cannot be deleted while it has one', () => {
    const its = engine(start)
    const data = { currency: 'usd', unit_amount: 900, recurring: { interval: 'month' } }
    const product = its.call('/v1/products', { name: 'Pro', default_price_data: data })
    expect(its.read(product.default_price)).toMatchObject({ product: product.id, unit_amount: 900 })
    expect(its.events()).toEqual(['product.created', 'price.created'])
    expect(() => its.call(`/v1/prices/${product.default_price}`, { active: false })).toThrow(/default price/)
    expect(() => its.ctx.call('DELETE', `/v1/products/${product.id}`)).toThrow(/user-created prices/)
  })

  it('can be deleted if it has no prices', () => {
    const its = engine(start)
    const { id } = its.call('/v1/products', { name: 'Pro' })
    expect(its.ctx.call('DELETE', `/v1/products/${id}`)).toEqual({ id, object: 'product', deleted: true })
    expect(() => its.ctx.call('GET', `/v1/products/${id}`)).toThrow(/No such product/)
  })
})

describe('a price', () => {
  it('can take over another price’s lookup key', () => {
    const its = engine(start)
    const one = its.price(1000)
    its.call(`/v1/prices/${one.id}`, { lookup_key: 'pro' })
    const more = { product: one.product, currency: 'usd', unit_amount: 2000, lookup_key: 'pro' }
    expect(() => its.call('/v1/prices', more)).toThrow(/already uses that lookup key/)
    const other = its.call('/v1/prices', { ...more, transfer_lookup_key: true })
    expect([its.read(one.id).lookup_key, other.lookup_key]).toEqual([null, 'pro'])
  })

  it.each([
    [{ tiers: [], billing_scheme: 'tiered' }, /does not implement tiers/],
    [{ recurring: { interval: 'month', usage_type: 'metered' } }, /does not implement metered/],
    [{ recurring: { interval: 'year', interval_count: 4 } }, /at most three years/],
    [{ unit_amount: -1 }, /greater than or equal to 0/],
    [{ unit_amount: undefined, unit_amount_decimal: '0.5' }, /fractions of a cent/],
    [{ currency: 'nope' }, /Invalid currency: nope/],
  ])('is rejected with %j', (params, message) => {
    const its = engine(start)
    const { id } = its.call('/v1/products', { name: 'Pro' })
    const usual = { product: id, currency: 'usd', unit_amount: 100 }
    expect(() => its.call('/v1/prices', { ...usual, ...params })).toThrow(message)
  })
})

describe('a promotion code', () => {
  it('can be limited to first orders and a minimum amount', () => {
    const its = engine(start)
    const coupon = its.call('/v1/coupons', { percent_off: 50, duration: 'forever' })
    const code = (restrictions: object) =>
      its.call('/v1/promotion_codes', { promotion: { type: 'coupon', coupon: coupon.id }, restrictions }).id
    const [person, price] = [its.customer(), its.price(1000)]
    const use = (promotion_code: string) => its.subscribe(person, price, { discounts: [{ promotion_code }] })
    const first = code({ first_time_transaction: true })
    const large = code({ minimum_amount: 5000, minimum_amount_currency: 'usd' })
    expect(() => use(large)).toThrow(/minimum amount/)
    expect(its.read(use(first).latest_invoice).total).toBe(500)
    expect(() => use(first)).toThrow(/prior transactions/)
  })
})

describe('a coupon', () => {
  it('keeps its discounts after it is deleted', () => {
    const its = engine(start)
    const coupon = its.call('/v1/coupons', { percent_off: 50, duration: 'forever' })
    const discounts = [{ coupon: coupon.id }]
    const subscription = its.subscribe(its.customer(), its.price(1000), { discounts })
    its.ctx.call('DELETE', `/v1/coupons/${coupon.id}`)
    its.pass(subscription.items.data[0].current_period_end)
    expect(its.invoices(subscription).at(-1)?.total).toBe(500)
    expect(() => its.subscribe(its.customer(), its.price(1000), { discounts })).toThrow(/No such coupon/)
  })
})
