import type Stripe from 'stripe'
import { type Case, page } from '../case'
import { has, must, same } from '../expectations'
import { card, visit } from '../open-page'
import { idOf, type World } from '../world'
import { session } from './checkout'

/** Submits a session's page and returns the response. */
async function pay(world: World, made: Stripe.Checkout.Session, number?: string) {
  const response = await visit(world, made.url ?? '', card(number))
  return { response, after: await world.stripe.checkout.sessions.retrieve(made.id) }
}

async function subscriptionsOf(world: World, customer: string) {
  return (await world.stripe.subscriptions.list({ customer, status: 'all' })).data
}

const trial = { subscription_data: { trial_period_days: 14 } }

export const checkoutPages: Case[] = [
  page('a payment completes the session', 'D: changelog/basil/2025-03-31; section 4.2 A', async (world) => {
    const { id: customer } = await world.customer(null)
    const { response, after } = await pay(world, await session(world, { customer }))
    same(response.location, `https://example.com/started?session_id=${after.id}`)
    has(after, {
      status: 'complete',
      payment_status: 'paid',
      url: null,
      customer,
      subscription: /^sub_/,
      invoice: /^in_/,
    })
  }),
  page('the subscription is active and its first invoice is paid', 'section 4.2 A', async (world) => {
    const { id: customer } = await world.customer(null)
    const { after } = await pay(world, await session(world, { customer }))
    const subscription = await world.reread({ id: idOf(after.subscription) })
    same(subscription.status, 'active')
    has(await world.latestInvoice(subscription), { status: 'paid', billing_reason: 'subscription_create', total: 1900 })
  }),
  page(
    'the card becomes the subscription’s default',
    'GK section 4.2 A: subscription.default_payment_method',
    async (world) => {
      const { id: customer } = await world.customer(null)
      const { after } = await pay(world, await session(world, { customer }))
      const { default_payment_method: own } = await world.reread({ id: idOf(after.subscription) })
      const [method] = (await world.stripe.customers.listPaymentMethods(customer)).data
      same(own, method?.id)
    },
  ),
  page('events arrive in the observed order', '3P stripe listen logs; section 4.2 A', async (world) => {
    const { id: customer } = await world.customer(null, {
      name: 'Ada Lovelace',
      address: { country: 'US', postal_code: '94107' },
    })
    const made = await session(world, { customer })
    const watch = await world.watch(customer)
    await pay(world, made)
    const types = (await watch.types()).filter((type) => type !== 'customer.updated')
    same(types.slice(0, 2).sort(), ['charge.succeeded', 'payment_intent.created'].sort().slice(0, 2).sort())
    const order = [
      'checkout.session.completed',
      'customer.subscription.created',
      'invoice.created',
      'invoice.finalized',
    ]
    same(
      types.filter((type) => order.includes(type)),
      order,
    )
    const last = ['invoice.paid', 'invoice.payment_succeeded', 'invoice_payment.paid']
    same(
      types.filter((type) => last.includes(type)),
      last,
    )
  }),
  page('creates a customer if none is given', 'section 4.2 A: customer.created', async (world) => {
    const { after } = await pay(world, await session(world, { customer_email: 'ada@example.com' }))
    has(await world.stripe.customers.retrieve(idOf(after.customer)), { email: 'ada@example.com', name: 'Ada Lovelace' })
  }),
  page(
    'a declined card keeps the session open without a subscription',
    'D: changelog/basil/2025-03-31; section 4.2 C',
    async (world) => {
      const { id: customer } = await world.customer(null)
      const made = await session(world, { customer })
      const watch = await world.watch(customer)
      const { response, after } = await pay(world, made, '4000000000000002')
      same([response.status, after.status, after.subscription], [402, 'open', null])
      same(await subscriptionsOf(world, customer), [])
      const types = await watch.types()
      must(
        types.includes('charge.failed') && types.includes('payment_intent.payment_failed'),
        'an event reports the failure',
      )
      must(!types.some((type) => /^(invoice|customer\.subscription)\./.test(type)), 'nothing else changed')
    },
  ),
  page('a second attempt with another card completes the session', 'section 4.2 C', async (world) => {
    const { id: customer } = await world.customer(null)
    const made = await session(world, { customer })
    await pay(world, made, '4000000000009995')
    same((await pay(world, made)).after.status, 'complete')
    same((await subscriptionsOf(world, customer)).length, 1)
  }),
  page('a trial starts without a charge', 'section 4.2 B', async (world) => {
    const { id: customer } = await world.customer(null)
    const made = await session(world, { customer, ...trial })
    const watch = await world.watch(customer)
    const { after } = await pay(world, made)
    has(after, { status: 'complete', payment_status: 'no_payment_required' })
    const subscription = await world.reread({ id: idOf(after.subscription) })
    same(subscription.status, 'trialing')
    has(await world.latestInvoice(subscription), { status: 'paid', total: 0 })
    const types = await watch.types()
    for (const type of ['setup_intent.created', 'setup_intent.succeeded', 'payment_method.attached'])
      must(types.includes(type), `${type} arrived`)
    must(!types.includes('charge.succeeded'), 'there is no charge')
  }),
  page(
    'a trial can start without a card',
    'N23 payment_method_collection=if_required; section 4.2 B',
    async (world) => {
      const { id: customer } = await world.customer(null)
      const trial_settings = { end_behavior: { missing_payment_method: 'cancel' } } as const
      const subscription_data = { trial_period_days: 14, trial_settings }
      const made = await session(world, { customer, subscription_data, payment_method_collection: 'if_required' })
      await visit(world, made.url ?? '', { skipCard: 'yes' })
      const [subscription] = await subscriptionsOf(world, customer)
      has(subscription, { status: 'trialing', default_payment_method: null, trial_settings })
    },
  ),
  page('subscription metadata is copied', 'N23 subscription_data.metadata; section 9', async (world) => {
    const { id: customer } = await world.customer(null)
    const { after } = await pay(
      world,
      await session(world, { customer, subscription_data: { metadata: { team: '7' } } }),
    )
    const subscription = await world.reread({ id: idOf(after.subscription) })
    same({ ...subscription.metadata }, { team: '7' })
    same({ ...(await world.latestInvoice(subscription)).parent?.subscription_details?.metadata }, { team: '7' })
  }),
  page('a subscription from Checkout is flexible', 'D: billing-mode 2026-05-13', async (world) => {
    const { id: customer } = await world.customer(null)
    const { after } = await pay(world, await session(world, { customer }))
    has(await world.reread({ id: idOf(after.subscription) }), { billing_mode: { type: 'flexible' } })
  }),
  page('a discount applies to the first invoice', 'N23 discounts', async (world) => {
    const { id: customer } = await world.customer(null)
    const coupon = await world.coupon({ percent_off: 50 })
    const { after } = await pay(world, await session(world, { customer, discounts: [{ coupon: coupon.id }] }))
    same((await world.stripe.invoices.retrieve(idOf(after.invoice))).amount_paid, 950)
  }),
  page(
    'authentication happens before the subscription is created',
    'D: testing.md 3D Secure; section 6',
    async (world) => {
      const { id: customer } = await world.customer(null)
      const made = await session(world, { customer })
      const { response } = await pay(world, made, '4000000000003220')
      same(await subscriptionsOf(world, customer), [])
      const bank = new URL(response.location, world.standIn.url)
      await visit(world, bank.pathname, { outcome: 'succeed', return: bank.searchParams.get('return') ?? '' })
      same((await world.stripe.checkout.sessions.retrieve(made.id)).status, 'complete')
      has(await subscriptionsOf(world, customer), [{ status: 'active' }])
    },
  ),
  page('setup mode saves the card', 'N23 mode=setup', async (world) => {
    const { id: customer } = await world.customer(null)
    const made = await session(world, { mode: 'setup', customer, currency: 'usd', line_items: undefined })
    const { after } = await pay(world, made)
    has(after, { status: 'complete', setup_intent: /^seti_/ })
    same((await world.stripe.customers.listPaymentMethods(customer)).data.length, 1)
  }),
  page('payment mode charges once', 'N23 mode=payment', async (world) => {
    const { id: customer } = await world.customer(null)
    const once = await world.price(5000, { recurring: undefined })
    const made = await session(world, { mode: 'payment', customer, line_items: [{ price: once.id, quantity: 1 }] })
    const { after } = await pay(world, made)
    has(after, { status: 'complete', payment_status: 'paid', payment_intent: /^pi_/, subscription: null })
  }),
]
