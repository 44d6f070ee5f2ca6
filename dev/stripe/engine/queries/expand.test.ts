import { describe, expect, it } from 'vitest'
import { engine } from '../../testing/engine'
import { expand } from './expand'

function setUp() {
  const its = engine(1_768_000_000)
  const subscription = its.subscribe(its.customer(), its.price(1900))
  const open = (value: unknown, ...paths: string[]) => expand(its.ctx, value, paths) as Record<string, never>
  return { ...its, subscription, open }
}

describe('expand', () => {
  it('expands up to four levels, including through lists', () => {
    const { open, subscription } = setUp()
    const view = open(subscription, 'latest_invoice.payments.data.payment', 'items.data.price.product')
    expect(view).toMatchObject({
      latest_invoice: { object: 'invoice', payments: { data: [{ object: 'invoice_payment' }] } },
      items: { data: [{ price: { product: { name: 'Pro' } } }] },
    })
    expect(subscription.latest_invoice).toMatch(/^in_/)
  })

  it.each([
    ['customer', 'subscriptions', { subscriptions: { object: 'list', data: [{ object: 'subscription' }] } }],
    ['customer', 'tax_ids', { tax_ids: { object: 'list', data: [] } }],
    ['latest_invoice', 'confirmation_secret', { confirmation_secret: { type: 'payment_intent' } }],
  ])('adds an includable field of %s: %s', (field, path, expected) => {
    const { open, subscription, read } = setUp()
    expect(open(read(subscription[field]), path)).toMatchObject(expected)
  })

  it.each(['metadata', 'id', 'status', 'nothing', 'customer.email', '_reminded'])('rejects %s', (path) => {
    const { open, subscription } = setUp()
    expect(() => open(subscription, path)).toThrow(`This property cannot be expanded (${path}).`)
  })

  it('requires a path in a list to start with data', () => {
    const { open, ctx } = setUp()
    const list = ctx.call('GET', '/v1/subscriptions')
    expect(open(list, 'data.customer')).toMatchObject({ data: [{ customer: { object: 'customer' } }] })
    expect(() => open(list, 'customer')).toThrow("You may want to try expanding 'data.customer' instead.")
  })

  it('shows that a customer was deleted', () => {
    const { open, subscription, ctx, read } = setUp()
    ctx.call('DELETE', `/v1/customers/${subscription.customer}`)
    const { customer } = open(read(subscription.id), 'customer')
    expect(customer).toEqual({ id: subscription.customer, object: 'customer', deleted: true })
  })
})
