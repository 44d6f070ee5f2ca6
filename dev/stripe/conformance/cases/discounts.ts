import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import { hour, itemOf, type World } from '../world'

/** The totals of the first invoices for a discounted subscription. */
async function totals(world: World, coupon: Parameters<World['coupon']>[0], periods: number): Promise<number[]> {
  const { id } = await world.coupon(coupon)
  const { subscription, clock } = await world.timed(1000, { discounts: [{ coupon: id }] })
  const found: number[] = []
  for (let period = 0; period < periods; period++) {
    found.push((await world.latestInvoice(subscription)).total)
    const { current_period_end: end } = itemOf(await world.reread(subscription))
    if (period + 1 < periods) await world.advance(clock, end + 2 * hour)
  }
  return found
}

export const discounts: Case[] = [
  claim('a one-time discount applies to the first invoice', 'N23 duration=once', async (world) => {
    same(await totals(world, { percent_off: 50, duration: 'once' }, 2), [500, 1000])
  }),
  claim('a permanent discount applies to every invoice', 'N23 duration=forever', async (world) => {
    same(await totals(world, { percent_off: 50, duration: 'forever' }, 3), [500, 500, 500])
  }),
  claim('a repeating discount applies for its number of months', 'N23 duration=repeating', async (world) => {
    same(
      await totals(world, { percent_off: 50, duration: 'repeating', duration_in_months: 2 }, 4),
      [500, 500, 1000, 1000],
    )
  }),
  claim('a fixed amount applies once per invoice', 'N23 amount_off', async (world) => {
    same(await totals(world, { amount_off: 300, currency: 'usd', duration: 'forever' }, 2), [700, 700])
  }),
  claim('a fixed amount does not exceed the invoice total', 'GK amount_off', async (world) => {
    same(await totals(world, { amount_off: 5000, currency: 'usd', duration: 'once' }, 1), [0])
  }),
  claim('a one-time discount is removed from the subscription after use', 'section 4.2 G.4: coupons', async (world) => {
    const coupon = await world.coupon({ percent_off: 50, duration: 'once' })
    const { subscription } = await world.subscriber(1000, { discounts: [{ coupon: coupon.id }] })
    same((await world.reread(subscription)).discounts, [])
  }),
  claim('is a pretax credit', '3P pay-rails/pay: recorded', async (world) => {
    const coupon = await world.coupon({ percent_off: 10, duration: 'forever' })
    const { subscription } = await world.subscriber(2500, { discounts: [{ coupon: coupon.id }] })
    const invoice = await world.latestInvoice(subscription)
    const taken = { amount: 250, discount: subscription.discounts[0] }
    has(invoice, { subtotal: 2500, total: 2250, total_discount_amounts: [taken] })
    has(invoice.total_pretax_credit_amounts, [{ ...taken, type: 'discount' }])
    has(invoice.lines.data, [{ discount_amounts: [taken], pretax_credit_amounts: [{ ...taken, type: 'discount' }] }])
  }),
  claim('has its coupon as the source', 'N23 CHANGELOG 19.0.0; section 3.1', async (world) => {
    const coupon = await world.coupon({ percent_off: 50, duration: 'forever' })
    const { subscription } = await world.subscriber(1000, { discounts: [{ coupon: coupon.id }] })
    const [discount] = (await world.reread(subscription, ['discounts'])).discounts
    has(discount, {
      object: 'discount',
      id: /^di_/,
      source: { type: 'coupon', coupon: coupon.id },
      subscription: subscription.id,
    })
    must(typeof discount === 'object' && !('coupon' in discount), 'the old field is gone')
  }),
  claim('sends an event when it is added', 'section 4.2 G.4', async (world) => {
    const { subscription, customer } = await world.subscriber()
    const coupon = await world.coupon({ percent_off: 50, duration: 'forever' })
    const watch = await world.watch(customer.id)
    await world.stripe.subscriptions.update(subscription.id, { discounts: [{ coupon: coupon.id }] })
    same((await watch.types()).sort(), ['customer.discount.created', 'customer.subscription.updated'])
    await watch.changed('customer.subscription.updated', { discounts: [] })
  }),
  claim('replaces existing discounts', 'N23 discounts: "A populated array overwrites"; section 3.1', async (world) => {
    const [first, second] = [
      await world.coupon({ percent_off: 50, duration: 'forever' }),
      await world.coupon({ percent_off: 20, duration: 'forever' }),
    ]
    const { subscription } = await world.subscriber(1000, { discounts: [{ coupon: first.id }] })
    await world.stripe.subscriptions.update(subscription.id, { discounts: [{ coupon: second.id }] })
    has((await world.reread(subscription, ['discounts'])).discounts, [{ source: { coupon: second.id } }])
  }),
  claim('is removed by an empty value', "N23 discounts: '' clears; section 3.1", async (world) => {
    const coupon = await world.coupon({ percent_off: 50, duration: 'forever' })
    const { subscription } = await world.subscriber(1000, { discounts: [{ coupon: coupon.id }] })
    same((await world.stripe.subscriptions.update(subscription.id, { discounts: '' })).discounts, [])
  }),
  claim('stays if it is passed by ID', 'N23 discounts[].discount', async (world) => {
    const [first, second] = [
      await world.coupon({ percent_off: 50, duration: 'forever' }),
      await world.coupon({ percent_off: 20, duration: 'forever' }),
    ]
    const { subscription } = await world.subscriber(1000, { discounts: [{ coupon: first.id }] })
    const [kept] = (await world.reread(subscription)).discounts
    const discounts = [{ discount: String(kept) }, { coupon: second.id }]
    same((await world.stripe.subscriptions.update(subscription.id, { discounts })).discounts.length, 2)
  }),
  claim('two discounts apply in sequence', 'GK stacked discounts', async (world) => {
    const [half, fifth] = [
      await world.coupon({ percent_off: 50, duration: 'forever' }),
      await world.coupon({ percent_off: 20, duration: 'forever' }),
    ]
    const { subscription } = await world.subscriber(1000, { discounts: [{ coupon: half.id }, { coupon: fifth.id }] })
    same((await world.latestInvoice(subscription)).total, 400)
  }),
  claim('appears on the invoice and its lines', 'N23 total_discount_amounts', async (world) => {
    const coupon = await world.coupon({ percent_off: 25, duration: 'forever' })
    const { subscription } = await world.subscriber(1000, { discounts: [{ coupon: coupon.id }] })
    const invoice = await world.latestInvoice(subscription)
    has(invoice, { subtotal: 1000, total: 750, total_discount_amounts: [{ amount: 250 }] })
    has(invoice.lines.data, [{ amount: 1000, discount_amounts: [{ amount: 250 }] }])
  }),
  claim('rejects the old parameter', 'N23 CHANGELOG 18.0.0; section 3.1', async (world) => {
    const [customer, price] = [await world.customer(), await world.price(1000)]
    const call = world.subscribe(customer, price, { coupon: 'x' } as object)
    await rejected(call, invalid({ code: 'parameter_unknown', param: 'coupon' }))
  }),
  claim('needs an existing coupon', 'GK resource_missing', async (world) => {
    await rejected(world.subscriber(1000, { discounts: [{ coupon: 'none' }] }), missing())
  }),
  claim('has no effect in another currency', 'GK amount_off', async (world) => {
    const coupon = await world.coupon({ amount_off: 300, currency: 'eur' })
    await rejected(world.subscriber(1000, { discounts: [{ coupon: coupon.id }] }), invalid())
  }),
]
