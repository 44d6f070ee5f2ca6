import type Stripe from 'stripe'
import { type Case, claim, page } from '../case'
import { declined, has, invalid, missing, must, rejected, same } from '../expectations'
import { authenticate } from '../open-page'
import { day, hour, idOf, itemOf } from '../world'

const overview = 'D: subscriptions/overview 2026-04-30; section 5'
const failing = 'pm_card_chargeCustomerFail'

export const creating: Case[] = [
  claim('has the time at which its billing mode was set', '3P pay-rails/pay: recorded', async (world) => {
    const { subscription } = await world.subscriber()
    same(subscription.billing_mode.updated_at, subscription.created)
  }),
  claim('can be billed in the price’s other currency', 'OAS-E currency; D: multi-currency prices', async (world) => {
    const price = await world.price(1000, { currency_options: { eur: { unit_amount: 900 } } })
    const subscription = await world.subscribe(await world.customer(), price, { currency: 'eur' })
    has(subscription, { currency: 'eur', items: { data: [{ price: { currency: 'usd', unit_amount: 1000 } }] } })
    has(await world.latestInvoice(subscription), { currency: 'eur', total: 900, status: 'paid' })
  }),
  claim('is active once paid', overview, async (world) => {
    const { subscription, customer } = await world.subscriber(1000)
    has(subscription, { id: /^sub_/, object: 'subscription', status: 'active', customer: customer.id, currency: 'usd' })
    has(subscription, {
      cancel_at: null,
      cancel_at_period_end: false,
      schedule: null,
      pause_collection: null,
      trial_end: null,
    })
  }),
  claim('has the period on its items', 'D: changelog/basil/2025-03-31; section 3.1', async (world) => {
    const { subscription } = await world.subscriber()
    must(!('current_period_end' in subscription) && !('current_period_start' in subscription), 'it has no period')
    const { current_period_start: start, current_period_end: end } = itemOf(subscription)
    same(start, subscription.start_date)
    must(end - start >= 28 * day && end - start <= 31 * day, 'the period is one month')
  }),
  claim('has a discounts list instead of a discount', 'N23 CHANGELOG 18.0.0; section 3.1', async (world) => {
    const { subscription } = await world.subscriber()
    same(subscription.discounts, [])
    must(!('discount' in subscription), 'the old field is gone')
  }),
  claim('has a paid first invoice', 'section 4.2; section 3.1', async (world) => {
    const { subscription } = await world.subscriber(1000)
    const invoice = await world.latestInvoice(subscription)
    has(invoice, { status: 'paid', billing_reason: 'subscription_create', total: 1000, amount_paid: 1000 })
    same(invoice.parent?.subscription_details?.subscription, subscription.id)
  }),
  claim('charges for every seat', 'N23 items.quantity', async (world) => {
    const [customer, price] = [await world.customer(), await world.price(1000)]
    const made = await world.stripe.subscriptions.create({
      customer: customer.id,
      items: [{ price: price.id, quantity: 5 }],
    })
    same(itemOf(made).quantity, 5)
    same((await world.latestInvoice(made)).total, 5000)
  }),
  claim('can have several items', 'N23 items', async (world) => {
    const prices = [await world.price(1000), await world.price(2500)]
    const made = await world.subscribe(await world.customer(), prices)
    same(
      made.items.data.map(({ price }) => price.id),
      prices.map(({ id }) => id),
    )
    same((await world.latestInvoice(made)).total, 3500)
  }),
  claim('rejects two items with the same price', 'GK subscription items', async (world) => {
    const [customer, price] = [await world.customer(), await world.price(1000)]
    await rejected(world.subscribe(customer, [price, price]), invalid())
  }),
  claim('has a limit of 20 items', 'N23 items: up to 20', async (world) => {
    const prices = await Promise.all(Array.from({ length: 21 }, () => world.price(100)))
    await rejected(world.subscribe(await world.customer(), prices), invalid())
  }),
  claim('needs an item', 'GK subscriptions', async (world) => {
    const { id: customer } = await world.customer()
    await rejected(world.stripe.subscriptions.create({ customer }), invalid())
  }),
  claim('needs an existing customer', 'GK resource_missing', async (world) => {
    const items = [{ price: (await world.price(1000)).id }]
    await rejected(world.stripe.subscriptions.create({ customer: 'cus_none', items }), missing('customer'))
  }),
  claim('needs an existing price', 'GK resource_missing', async (world) => {
    const { id: customer } = await world.customer()
    const call = world.stripe.subscriptions.create({ customer, items: [{ price: 'price_none' }] })
    await rejected(call, missing('items[0][price]'))
  }),
  claim('rejects a one-time price', 'GK recurring prices', async (world) => {
    await rejected(
      world.subscribe(await world.customer(), await world.price(1000, { recurring: undefined })),
      invalid(),
    )
  }),
  claim('rejects an archived price', 'GK inactive prices', async (world) => {
    const price = await world.price(1000)
    await world.stripe.prices.update(price.id, { active: false })
    await rejected(world.subscribe(await world.customer(), price), invalid())
  }),
  claim('has a single currency', 'GK currencies', async (world) => {
    const prices = [await world.price(1000), await world.price(1000, { currency: 'eur' })]
    await rejected(world.subscribe(await world.customer(), prices), invalid())
  }),
  claim('can be billed in a zero-decimal currency', 'section 7: zero-decimal currencies', async (world) => {
    const made = await world.subscribe(await world.customer(), await world.price(2000, { currency: 'jpy' }))
    has(await world.latestInvoice(made), { currency: 'jpy', total: 2000, status: 'paid' })
  }),
  claim('is active without a card if it is free', 'GK free plans', async (world) => {
    const made = await world.subscribe(await world.customer(null), await world.price(0))
    same(made.status, 'active')
    has(await world.latestInvoice(made), { total: 0, status: 'paid' })
  }),
  claim('uses its own card first', 'D: smart-retries; section 4.2 H', async (world) => {
    const [customer, price] = [await world.customer(failing), await world.price(1000)]
    const { id: own } = await world.stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    const made = await world.subscribe(customer, price, { default_payment_method: own })
    has(made, { status: 'active', default_payment_method: own })
  }),
  claim('rejects another customer’s card', 'GK payment methods', async (world) => {
    const [customer, other, price] = [await world.customer(), await world.customer(), await world.price(1000)]
    const card = idOf(other.invoice_settings.default_payment_method)
    await rejected(
      world.subscribe(customer, price, { default_payment_method: card }),
      invalid({ code: 'resource_missing' }),
    )
  }),
  claim('stores metadata and a description', 'N23 metadata', async (world) => {
    const fields = { metadata: { team: '7' }, description: 'Acme Pro' }
    has((await world.subscriber(1000, fields)).subscription, fields)
  }),
  claim(
    'accepts the billing anchor as a timestamp, not as a hash',
    'section 0.5: create still takes an integer',
    async (world) => {
      const [customer, price] = [await world.customer(), await world.price(1000)]
      const billing_cycle_anchor = { type: 'now' } as unknown as number
      await rejected(world.subscribe(customer, price, { billing_cycle_anchor }), invalid())
    },
  ),
  claim('can start with a scheduled cancellation', 'N23 cancel_at_period_end', async (world) => {
    const { subscription } = await world.subscriber(1000, { cancel_at_period_end: true })
    has(subscription, {
      status: 'active',
      cancel_at_period_end: true,
      cancel_at: itemOf(subscription).current_period_end,
    })
  }),
]

const behaviors: [Stripe.SubscriptionCreateParams.PaymentBehavior, string][] = [
  ['allow_incomplete', 'incomplete'],
  ['default_incomplete', 'incomplete'],
]

export const paying: Case[] = [
  ...behaviors.map(([payment_behavior, status]) =>
    claim(`${payment_behavior} with a failing card makes it ${status}`, 'section 4.2 D', async (world) => {
      const { subscription } = await world.subscriber(1000, { payment_behavior }, failing)
      same(subscription.status, status)
      same((await world.latestInvoice(subscription)).status, 'open')
    }),
  ),
  claim(
    'does not count as an attempt while authentication is required',
    '3P pay-rails/pay: recorded',
    async (world) => {
      const { subscription } = await world.subscriber(1000, {}, 'pm_card_authenticationRequired')
      has(await world.latestInvoice(subscription), { status: 'open', attempted: true, attempt_count: 0 })
      const { subscription: declined } = await world.subscriber(1000, {}, failing)
      has(await world.latestInvoice(declined), { status: 'open', attempted: true, attempt_count: 1 })
    },
  ),
  claim('allow_incomplete is the default', 'N23 payment_behavior', async (world) => {
    same((await world.subscriber(1000, {}, failing)).subscription.status, 'incomplete')
  }),
  claim('error_if_incomplete creates nothing', 'N23 payment_behavior', async (world) => {
    const [customer, price] = [await world.customer(failing), await world.price(1000)]
    const call = world.subscribe(customer, price, { payment_behavior: 'error_if_incomplete' })
    await rejected(call, declined('card_declined'))
    same((await world.stripe.subscriptions.list({ customer: customer.id, status: 'all' })).data, [])
    same((await world.stripe.invoices.list({ customer: customer.id })).data, [])
  }),
  claim('is rejected without a card', 'GK payment sources', async (world) => {
    const [customer, price] = [await world.customer(null), await world.price(1000)]
    await rejected(world.subscribe(customer, price), invalid({ message: /no attached payment source/ }))
  }),
  claim('default_incomplete needs no card', 'section 4.2 D', async (world) => {
    const [customer, price] = [await world.customer(null), await world.price(1000)]
    const made = await world.subscribe(customer, price, { payment_behavior: 'default_incomplete' })
    same(made.status, 'incomplete')
  }),
  claim('can be confirmed with the client secret', 'D: basil: confirmation_secret; section 3.1', async (world) => {
    const [customer, price] = [await world.customer(null), await world.price(1000)]
    const made = await world.subscribe(customer, price, {
      payment_behavior: 'default_incomplete',
      expand: ['latest_invoice.confirmation_secret'],
    })
    const { confirmation_secret: secret } = made.latest_invoice as Stripe.Invoice
    has(secret, { client_secret: /^pi_.+_secret_/, type: 'payment_intent' })
  }),
  claim('makes the subscription active once the invoice is paid', 'section 4.2 D', async (world) => {
    const { subscription, customer } = await world.subscriber(1000, {}, failing)
    const { id: card } = await world.stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
    const watch = await world.watch(customer.id)
    await world.stripe.invoices.pay(idOf(subscription.latest_invoice), { payment_method: card })
    same((await world.reread(subscription)).status, 'active')
    await watch.changed('customer.subscription.updated', { status: 'incomplete' })
  }),
  claim('sends events in this order when it fails', 'section 4.2 D', async (world) => {
    const [customer, price] = [await world.customer(failing), await world.price(1000)]
    const watch = await world.watch(customer.id)
    await world.subscribe(customer, price)
    const types = await watch.types()
    const order = ['customer.subscription.created', 'invoice.created', 'invoice.finalized', 'invoice.payment_failed']
    same(
      types.filter((type) => order.includes(type)),
      order,
    )
    must(
      types.includes('charge.failed') && types.includes('payment_intent.payment_failed'),
      'an event reports the decline',
    )
    must(!types.includes('invoice.paid'), 'there is no payment')
  }),
  claim('expires permanently after 23 hours', 'section 4.2 D', async (world) => {
    const { subscription, clock, customer } = await world.timed(1000, {}, failing)
    const watch = await world.watch(customer.id)
    await world.advance(clock, clock.frozen_time + 22 * hour)
    same((await world.reread(subscription)).status, 'incomplete')
    await world.advance(clock, clock.frozen_time + 24 * hour)
    same((await world.reread(subscription)).status, 'incomplete_expired')
    same((await world.latestInvoice(subscription)).status, 'void')
    const types = await watch.types()
    must(types.includes('invoice.voided'), 'the invoice is voided')
    await watch.changed('customer.subscription.updated', { status: 'incomplete' })
  }),
  claim('an expired subscription cannot be canceled', 'section 5: terminal', async (world) => {
    const { subscription, clock } = await world.timed(1000, {}, failing)
    await world.advance(clock, clock.frozen_time + 24 * hour)
    await rejected(world.stripe.subscriptions.cancel(subscription.id), { rawType: 'invalid_request_error' })
  }),
  page('stays incomplete until authentication', 'section 4.2 D; section 6', async (world) => {
    const { subscription, customer } = await world.subscriber(1000, {}, 'pm_card_authenticationRequired')
    same(subscription.status, 'incomplete')
    const watch = await world.watch(customer.id)
    await authenticate(world, subscription, 'succeed')
    same((await world.reread(subscription)).status, 'active')
    must((await watch.types()).includes('invoice.paid'), 'it is paid')
  }),
]
