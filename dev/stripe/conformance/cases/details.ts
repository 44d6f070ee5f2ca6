import type Stripe from 'stripe'
import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import type { World } from '../world'

const cards = ['card']

/** An unconfirmed payment of 12 dollars. */
async function payment(world: World, params: Partial<Stripe.PaymentIntentCreateParams> = {}) {
  const customer = await world.customer(null)
  const base = { amount: 1200, currency: 'usd', customer: customer.id, allowed_payment_method_types: cards }
  return { customer, intent: await world.stripe.paymentIntents.create({ ...base, ...params }) }
}

export const paymentSteps: Case[] = [
  claim('can be updated until it is paid', 'N23 PaymentIntentUpdateParams', async (world) => {
    const { intent } = await payment(world)
    has(intent, { status: 'requires_payment_method', amount: 1200 })
    const change = { amount: 1500, description: 'Setup' }
    has(await world.stripe.paymentIntents.update(intent.id, change), change)
  }),
  claim('can be confirmed later', 'N23 PaymentIntents.confirm', async (world) => {
    const { intent } = await payment(world)
    const paid = await world.stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' })
    has(paid, { status: 'succeeded', amount_received: 1200 })
    await rejected(world.stripe.paymentIntents.confirm(intent.id), invalid())
  }),
  claim('cannot be paid after cancellation', 'N23 PaymentIntents.cancel', async (world) => {
    const { intent } = await payment(world)
    const canceled = await world.stripe.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' })
    has(canceled, { status: 'canceled', cancellation_reason: 'abandoned' })
    await rejected(world.stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' }), invalid())
  }),
  claim('can be authorized first and captured later', 'N23 capture_method=manual', async (world) => {
    const held = { capture_method: 'manual', confirm: true, payment_method: 'pm_card_visa' } as const
    const { intent } = await payment(world, held)
    has(intent, { status: 'requires_capture', amount_capturable: 1200 })
    has(await world.stripe.paymentIntents.capture(intent.id), { status: 'succeeded', amount_received: 1200 })
  }),
  claim('has metadata on its charge', 'N23 ChargeUpdateParams', async (world) => {
    const { intent } = await payment(world, { confirm: true, payment_method: 'pm_card_visa' })
    const change = { metadata: { seen: 'yes' } }
    has(await world.stripe.charges.update(String(intent.latest_charge), change), change)
  }),
]

export const setupSteps: Case[] = [
  claim('can be retrieved, updated, and confirmed later', 'N23 SetupIntents', async (world) => {
    const { id: customer } = await world.customer(null)
    const { id } = await world.stripe.setupIntents.create({ customer, allowed_payment_method_types: cards })
    has(await world.stripe.setupIntents.retrieve(id), { status: 'requires_payment_method' })
    has(await world.stripe.setupIntents.update(id, { metadata: { a: 'b' } }), { metadata: { a: 'b' } })
    const done = await world.stripe.setupIntents.confirm(id, { payment_method: 'pm_card_visa' })
    has(done, { status: 'succeeded', payment_method: /^pm_/ })
  }),
]

export const otherOperations: Case[] = [
  claim('a checkout session’s metadata can be updated', 'N23 Checkout.SessionUpdateParams', async (world) => {
    const price = await world.price(1900)
    const line_items = [{ price: price.id, quantity: 1 }]
    const { id } = await world.stripe.checkout.sessions.create({
      mode: 'subscription',
      success_url: 'https://example.com',
      line_items,
    })
    const change = { metadata: { team: '7' } }
    has(await world.stripe.checkout.sessions.update(id, change), change)
  }),
  claim('coupons are listed', 'N23 CouponListParams', async (world) => {
    const { id } = await world.coupon({ percent_off: 5 })
    same(
      (await world.stripe.coupons.list({ limit: 1 })).data.map((one) => one.id),
      [id],
    )
  }),
  claim('a promotion code can be retrieved', 'N23 PromotionCodes', async (world) => {
    const coupon = await world.coupon({ percent_off: 5 })
    const { id } = await world.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id } })
    has(await world.stripe.promotionCodes.retrieve(id), { id, object: 'promotion_code' })
  }),
  claim('a balance transaction can be retrieved and updated', 'N23 CustomerBalanceTransactions', async (world) => {
    const { id: customer } = await world.customer(null)
    const { id } = await world.stripe.customers.createBalanceTransaction(customer, { amount: -500, currency: 'usd' })
    has(await world.stripe.customers.retrieveBalanceTransaction(customer, id), { amount: -500 })
    const change = { description: 'Sorry' }
    has(await world.stripe.customers.updateBalanceTransaction(customer, id, change), change)
  }),
  claim('a customer has no discount', 'N23 CHANGELOG 18.0.0', async (world) => {
    const { id } = await world.customer(null)
    await rejected(world.stripe.customers.deleteDiscount(id), { rawType: 'invalid_request_error' })
  }),
  claim('a subscription’s discount can be deleted', 'N23 Subscriptions.deleteDiscount', async (world) => {
    const coupon = await world.coupon({ percent_off: 5, duration: 'forever' })
    const { subscription } = await world.subscriber(1000, { discounts: [{ coupon: coupon.id }] })
    has(await world.stripe.subscriptions.deleteDiscount(subscription.id), { deleted: true })
    same((await world.reread(subscription)).discounts, [])
  }),
  claim('a dispute can be retrieved and updated', 'N23 Disputes', async (world) => {
    const { customer } = await world.subscriber(1000, {}, 'pm_card_createDispute')
    const [charge] = (await world.stripe.charges.list({ customer: customer.id })).data
    const [found] = (await world.stripe.disputes.list({ charge: charge?.id })).data
    must(found, 'it exists')
    const { id } = await world.stripe.disputes.retrieve(found.id)
    has(await world.stripe.disputes.update(id, { metadata: { seen: 'yes' } }), { metadata: { seen: 'yes' } })
  }),
  claim('a refund can be retrieved and updated', 'N23 Refunds', async (world) => {
    const { customer } = await world.subscriber()
    const [charge] = (await world.stripe.charges.list({ customer: customer.id })).data
    const { id } = await world.stripe.refunds.create({ charge: charge?.id })
    has(await world.stripe.refunds.retrieve(id), { amount: 1000 })
    has(await world.stripe.refunds.update(id, { metadata: { why: 'asked' } }), { metadata: { why: 'asked' } })
  }),
  claim('a feature can be retrieved and renamed', 'N23 Entitlements.Features', async (world) => {
    const lookup_key = world.unique('feature')
    const { id } = await world.stripe.entitlements.features.create({ name: 'Projects', lookup_key })
    has(await world.stripe.entitlements.features.retrieve(id), { lookup_key })
    const change = { name: 'Boards', active: false }
    has(await world.stripe.entitlements.features.update(id, change), change)
  }),
  claim('a product feature can be retrieved', 'N23 ProductFeatures', async (world) => {
    const lookup_key = world.unique('feature')
    const feature = await world.stripe.entitlements.features.create({ name: 'Projects', lookup_key })
    const { id: product } = await world.product()
    const { id } = await world.stripe.products.createFeature(product, { entitlement_feature: feature.id })
    has(await world.stripe.products.retrieveFeature(product, id), { entitlement_feature: { id: feature.id } })
  }),
  claim('an invoice payment can be retrieved', 'N23 InvoicePayments.retrieve', async (world) => {
    const { subscription } = await world.subscriber()
    const invoice = (await world.latestInvoice(subscription)).id
    const [first] = (await world.stripe.invoicePayments.list({ invoice })).data
    has(await world.stripe.invoicePayments.retrieve(first?.id ?? ''), { invoice, status: 'paid' })
  }),
  claim('an invoice’s metadata can be updated', 'N23 InvoiceUpdateParams', async (world) => {
    const { subscription } = await world.subscriber()
    const change = { metadata: { seen: 'yes' } }
    has(await world.stripe.invoices.update((await world.latestInvoice(subscription)).id, change), change)
  }),
  claim('an invoice item can be retrieved, updated, and deleted', 'N23 InvoiceItems', async (world) => {
    const { id: customer } = await world.customer(null)
    const { id } = await world.stripe.invoiceItems.create({ customer, amount: 100, currency: 'usd' })
    has(await world.stripe.invoiceItems.retrieve(id), { amount: 100, invoice: null })
    has(await world.stripe.invoiceItems.update(id, { amount: 250 }), { amount: 250 })
    has(await world.stripe.invoiceItems.del(id), { id, deleted: true })
    await rejected(world.stripe.invoiceItems.retrieve(id), missing())
  }),
  claim('test clocks are listed', 'N23 TestClocks', async (world) => {
    const { id } = await world.clock()
    same(
      (await world.stripe.testHelpers.testClocks.list({ limit: 1 })).data.map((one) => one.id),
      [id],
    )
  }),
  claim('endpoints are listed', 'N23 WebhookEndpointListParams', async (world) => {
    const url = 'https://example.com/listed'
    const { id } = await world.stripe.webhookEndpoints.create({ url, enabled_events: ['customer.created'] })
    const { data } = await world.stripe.webhookEndpoints.list({ limit: 16 })
    await world.stripe.webhookEndpoints.del(id)
    must(
      data.some((one) => one.id === id && one.url === url),
      'the object is listed',
    )
  }),
]
