import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import type { World } from '../world'

const lists = 'GK; section 7: lists'

/** Prices for one product, oldest first. */
async function shelf(world: World, count: number) {
  const product = await world.product()
  const ids: string[] = []
  for (let index = 0; index < count; index++) ids.push((await world.price(100 + index, { product: product.id })).id)
  const page = (params: object = {}) => world.stripe.prices.list({ product: product.id, ...params })
  const idsOf = async (params: object = {}) => (await page(params)).data.map(({ id }) => id)
  return { product, ids, page, idsOf }
}

export const pagination: Case[] = [
  claim('has the list’s shape and URL', lists, async (world) => {
    const { page } = await shelf(world, 1)
    has(await page(), { object: 'list', url: '/v1/prices', has_more: false })
  }),
  claim('is sorted from newest to oldest', lists, async (world) => {
    const { ids, idsOf } = await shelf(world, 3)
    same(await idsOf(), [...ids].reverse())
  }),
  claim('has 10 elements by default', lists, async (world) => {
    const { page } = await shelf(world, 11)
    const { data, has_more } = await page()
    same([data.length, has_more], [10, true])
  }),
  claim('has the requested limit', lists, async (world) => {
    const { page } = await shelf(world, 3)
    const { data, has_more } = await page({ limit: 2 })
    same([data.length, has_more], [2, true])
    same((await page({ limit: 3 })).has_more, false)
  }),
  claim('accepts a limit from 1 to 100', lists, async (world) => {
    const { page } = await shelf(world, 0)
    for (const limit of [0, 101, -1]) await rejected(page({ limit }), invalid({ param: 'limit' }))
  }),
  claim('starts after a cursor', lists, async (world) => {
    const { ids, idsOf } = await shelf(world, 4)
    const [first, second, third] = ids
    same(await idsOf({ starting_after: third }), [second, first])
  }),
  claim('ends before a cursor', lists, async (world) => {
    const { ids, page } = await shelf(world, 4)
    const [first, second, third, fourth] = ids
    const { data, has_more } = await page({ ending_before: first, limit: 2 })
    same([data.map(({ id }) => id), has_more], [[third, second], true])
    same(
      (await page({ ending_before: second })).data.map(({ id }) => id),
      [fourth, third],
    )
  }),
  claim('rejects a request with both cursors', lists, async (world) => {
    const { ids, page } = await shelf(world, 2)
    await rejected(page({ starting_after: ids[0], ending_before: ids[1] }), invalid())
  }),
  claim('needs an existing cursor', lists, async (world) => {
    const { page } = await shelf(world, 1)
    await rejected(page({ starting_after: 'price_none' }), missing('starting_after'))
  }),
  claim('is rejected for an unknown customer', '3P pay-rails/pay: recorded, for invoices', async ({ stripe }) => {
    const of = { customer: 'cus_invalid' }
    await rejected(stripe.invoices.list(of), { ...missing('customer'), statusCode: 400 })
    await rejected(stripe.subscriptions.list(of), { ...missing('customer'), statusCode: 400 })
    await rejected(stripe.charges.list(of), { ...missing('customer'), statusCode: 400 })
  }),
  claim('works for a deleted customer', 'GK', async (world) => {
    const { customer } = await world.subscriber()
    await world.stripe.customers.del(customer.id)
    same((await world.stripe.invoices.list({ customer: customer.id })).data.length, 1)
  }),
  claim('is paginated by the SDK', 'N23 README: auto-pagination', async (world) => {
    const { ids, page } = await shelf(world, 7)
    const found: string[] = []
    for await (const price of page({ limit: 3 })) found.push(price.id)
    same(found, [...ids].reverse())
  }),
  claim('is paginated backward by the SDK', 'N23 README: auto-pagination', async (world) => {
    const { ids, page } = await shelf(world, 5)
    const found: string[] = []
    for await (const price of page({ limit: 2, ending_before: ids[0] })) found.push(price.id)
    same(found, ids.slice(1))
  }),
  claim('continues from the same object when others are added', lists, async (world) => {
    const { ids, idsOf, product } = await shelf(world, 3)
    await world.price(900, { product: product.id })
    same(await idsOf({ starting_after: ids[1] }), [ids[0]])
  }),
]

export const expanding: Case[] = [
  claim('replaces an ID with an object', 'GK; section 7: expand', async (world) => {
    const { subscription, customer } = await world.subscriber()
    same(subscription.customer, customer.id)
    has((await world.reread(subscription, ['customer'])).customer, { id: customer.id, object: 'customer' })
  }),
  claim('expands nested objects', 'GK; section 7: expand', async (world) => {
    const { subscription } = await world.subscriber()
    const { latest_invoice } = await world.reread(subscription, ['latest_invoice.payments'])
    has(latest_invoice, { object: 'invoice', payments: { object: 'list', data: [{ object: 'invoice_payment' }] } })
  }),
  claim('supports four levels', 'GK; section 7: depth ≤ 4', async (world) => {
    const { subscription } = await world.subscriber()
    const path = 'latest_invoice.payments.data.payment.payment_intent'
    await rejected(world.reread(subscription, [path]), invalid())
    const invoice = await world.latestInvoice(subscription)
    const { payments } = await world.stripe.invoices.retrieve(invoice.id, {
      expand: ['payments.data.payment.payment_intent'],
    })
    has(payments?.data, [{ payment: { payment_intent: { object: 'payment_intent', status: 'succeeded' } } }])
  }),
  claim('expands list elements', 'GK; section 7: data.customer', async (world) => {
    const { customer } = await world.subscriber()
    const { data } = await world.stripe.subscriptions.list({ customer: customer.id, expand: ['data.customer'] })
    has(data, [{ customer: { id: customer.id } }])
  }),
  claim('expands an item’s price product', 'OAS-E x-expandableFields', async (world) => {
    const { subscription, price } = await world.subscriber()
    const { items } = await world.reread(subscription, ['items.data.price.product'])
    has(items.data, [{ price: { product: { id: price.product, object: 'product' } } }])
  }),
  claim('expands several fields at once', 'GK; section 7: expand', async (world) => {
    const { subscription } = await world.subscriber()
    const expanded = await world.reread(subscription, ['customer', 'latest_invoice', 'default_payment_method'])
    has(expanded, {
      customer: { object: 'customer' },
      latest_invoice: { object: 'invoice' },
      default_payment_method: null,
    })
  }),
  claim('includes fields that are omitted by default', 'OAS-E: customer.subscriptions', async (world) => {
    const { customer, subscription } = await world.subscriber()
    const plain = await world.stripe.customers.retrieve(customer.id)
    must(!('subscriptions' in plain), 'the field is omitted by default')
    const expanded = await world.stripe.customers.retrieve(customer.id, { expand: ['subscriptions'] })
    has(expanded, { subscriptions: { object: 'list', data: [{ id: subscription.id }] } })
  }),
  claim('includes a customer’s tax and credit', '3P pay-rails/pay: recorded', async (world) => {
    const { id } = await world.customer(null)
    const shown = await world.stripe.customers.retrieve(id, { expand: ['tax', 'invoice_credit_balance'] })
    const tax = { automatic_tax: 'unrecognized_location', ip_address: null, location: null, provider: 'stripe' }
    has(shown, { tax, invoice_credit_balance: {} })
  }),
  claim('accepts an empty expandable field', 'OAS-E x-expandableFields', async (world) => {
    const customer = await world.customer(null)
    const expand = ['invoice_settings.default_payment_method', 'default_source', 'test_clock']
    has(await world.stripe.customers.retrieve(customer.id, { expand }), { default_source: null, test_clock: null })
    const price = await world.price(1000)
    has(await world.stripe.prices.retrieve(price.id, { expand: ['currency_options'] }), { id: price.id })
    await rejected(world.stripe.customers.retrieve(customer.id, { expand: ['phone'] }), invalid())
  }),
  claim('works on creation', 'GK; section 7: expand', async (world) => {
    const [customer, price] = [await world.customer(), await world.price(1000)]
    const made = await world.subscribe(customer, price, { expand: ['latest_invoice'] })
    has(made.latest_invoice, { object: 'invoice', status: 'paid' })
  }),
  claim('rejects fields that cannot be expanded', 'GK; section 7: expand', async (world) => {
    const { subscription } = await world.subscriber()
    for (const path of ['status', 'metadata', 'nothing']) {
      await rejected(world.reread(subscription, [path]), invalid({ message: /^This property cannot be expanded/ }))
    }
  }),
  claim('works with lists', 'GK; section 7: expand', async ({ stripe }) => {
    const call = stripe.subscriptions.list({ expand: ['customer'] })
    await rejected(call, invalid({ message: /You may want to try expanding 'data\.customer' instead\./ }))
  }),
  claim('returns a deleted customer', 'section 4.2 K', async (world) => {
    const { customer, subscription } = await world.subscriber()
    await world.stripe.customers.del(customer.id)
    has((await world.reread(subscription, ['customer'])).customer, { id: customer.id, deleted: true })
  }),
]
