import type Stripe from 'stripe'
import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import { day, type World } from '../world'

const success_url = 'https://example.com/started?session_id={CHECKOUT_SESSION_ID}'

/** A session for one price, with optional parameters. */
export async function session(
  world: World,
  params: Parameters<World['stripe']['checkout']['sessions']['create']>[0] = {},
): Promise<Stripe.Response<Stripe.Checkout.Session>> {
  const price = await world.price(1900)
  const line_items = [{ price: price.id, quantity: 1 }]
  const base = { mode: 'subscription', success_url, cancel_url: 'https://example.com/pricing', line_items } as const
  return world.stripe.checkout.sessions.create({ ...base, ...params })
}

export const checkout: Case[] = [
  claim('is open and unpaid and has a URL', 'N23 Checkout.Sessions', async (world) => {
    const open = {
      id: /^cs_test_/,
      object: 'checkout.session',
      status: 'open',
      payment_status: 'unpaid',
      mode: 'subscription',
    }
    has(await session(world), { ...open, url: /^https?:/, subscription: null, invoice: null, ui_mode: 'hosted_page' })
  }),
  claim('has only the customer’s email address at first', '3P pay-rails/pay: recorded', async (world) => {
    const { id: customer, email } = await world.customer(null, { name: 'Ada' })
    const made = await session(world, { customer })
    const nothing = { address: null, name: null, phone: null, tax_ids: null }
    has(made.customer_details, { ...nothing, email, tax_exempt: 'none' })
    has(made.collected_information, { business_name: null, individual_name: null, shipping_details: null })
    has(made.payment_method_options, { card: { request_three_d_secure: 'automatic' } })
    has(made.saved_payment_method_options, { allow_redisplay_filters: ['always'], payment_method_remove: 'disabled' })
  }),
  claim('has totals', 'N23 Checkout.Sessions', async (world) => {
    has(await session(world), { amount_subtotal: 1900, amount_total: 1900, currency: 'usd' })
  }),
  claim('stores the client reference', 'N23 client_reference_id', async (world) => {
    const fields = { client_reference_id: 'team-1', metadata: { team: '1' } }
    has(await session(world, fields), fields)
  }),
  claim('keeps the session ID placeholder in the URL', 'D: checkout success page', async (world) => {
    has(await session(world), { success_url })
  }),
  claim('lists its line items', 'N23 Checkout.Sessions.listLineItems', async (world) => {
    const { id } = await session(world)
    const { data } = await world.stripe.checkout.sessions.listLineItems(id)
    has(data, [{ object: 'item', quantity: 1, amount_total: 1900, price: { unit_amount: 1900 } }])
  }),
  claim('rejects payment_method_types', 'N23 CHANGELOG 23.0.0', async (world) => {
    const call = session(world, { payment_method_types: ['card'] } as object)
    await rejected(call, invalid({ code: 'parameter_unknown', param: 'payment_method_types' }))
  }),
  claim('still returns payment_method_types', 'N23 CHANGELOG 23.0.0', async (world) => {
    must((await session(world)).payment_method_types.includes('card'), 'cards are included')
  }),
  claim('rejects the old ui_mode values', 'N23 CHANGELOG 21.0.0', async (world) => {
    await rejected(session(world, { ui_mode: 'hosted' as 'hosted_page' }), invalid({ param: 'ui_mode' }))
  }),
  claim('expires after 24 hours by default', 'N23 expires_at: 24 hours', async (world) => {
    const { expires_at, created } = await session(world)
    must(Math.abs(expires_at - created - day) <= 5, 'it expires one day after it is created')
  }),
  claim('accepts expiration from 30 minutes to 24 hours', 'N23 expires_at', async (world) => {
    const now = Math.floor(Date.now() / 1000)
    await rejected(session(world, { expires_at: now + 60 }), invalid({ param: 'expires_at' }))
    await rejected(session(world, { expires_at: now + 2 * day }), invalid({ param: 'expires_at' }))
    has(await session(world, { expires_at: now + 7200 }), { expires_at: now + 7200 })
  }),
  claim('can be expired manually', 'N23 Checkout.Sessions.expire', async (world) => {
    const { id } = await session(world)
    has(await world.stripe.checkout.sessions.expire(id), { status: 'expired', url: null })
    await rejected(
      world.stripe.checkout.sessions.expire(id),
      invalid({ message: /Only Checkout Sessions with a status in/ }),
    )
  }),
  claim('sends an event when it expires', 'section 4.2 C; N23 Events', async (world) => {
    const customer = await world.customer(null)
    const { id } = await session(world, { customer: customer.id })
    const watch = await world.watch(customer.id)
    await world.stripe.checkout.sessions.expire(id)
    await watch.saw('checkout.session.expired')
  }),
  claim('needs a recurring price for a subscription', 'GK checkout', async (world) => {
    const once = await world.price(5000, { recurring: undefined })
    await rejected(session(world, { line_items: [{ price: once.id, quantity: 1 }] }), invalid())
  }),
  claim('accepts a customer or an email address, not both', 'GK checkout', async (world) => {
    const { id } = await world.customer(null)
    await rejected(session(world, { customer: id, customer_email: 'ada@example.com' }), invalid())
    has(await session(world, { customer_email: 'ada@example.com' }), {
      customer: null,
      customer_email: 'ada@example.com',
    })
  }),
  claim('accepts promotion codes or a discount, not both', 'GK checkout', async (world) => {
    const coupon = await world.coupon({ percent_off: 50 })
    const both = { allow_promotion_codes: true, discounts: [{ coupon: coupon.id }] }
    await rejected(session(world, both), invalid())
    has(await session(world, { discounts: [{ coupon: coupon.id }] }), {
      amount_subtotal: 1900,
      amount_total: 950,
      total_details: { amount_discount: 950 },
    })
  }),
  claim('needs an absolute return URL', 'GK url_invalid', async (world) => {
    await rejected(session(world, { success_url: '/started' }), invalid({ code: 'url_invalid', param: 'success_url' }))
  }),
  claim('needs a return URL', 'GK checkout', async (world) => {
    await rejected(session(world, { success_url: undefined }), invalid({ param: 'success_url' }))
  }),
  claim('has nothing due today if there is a trial', 'N23 subscription_data.trial_period_days', async (world) => {
    has(await session(world, { subscription_data: { trial_period_days: 14 } }), { amount_total: 0 })
  }),
  claim('saves a card in setup mode', 'N23 mode=setup', async (world) => {
    const { id } = await world.customer(null)
    const made = await session(world, { mode: 'setup', customer: id, currency: 'usd', line_items: undefined })
    has(made, { mode: 'setup', amount_total: null, payment_status: 'no_payment_required', status: 'open' })
    has(made, { adaptive_pricing: { enabled: false }, discounts: null, saved_payment_method_options: null })
    has(await world.stripe.setupIntents.retrieve(String(made.setup_intent)), { customer: id, usage: 'off_session' })
  }),
  claim('charges once in payment mode', 'N23 mode=payment', async (world) => {
    const once = await world.price(5000, { recurring: undefined })
    const made = await session(world, { mode: 'payment', line_items: [{ price: once.id, quantity: 2 }] })
    has(made, { mode: 'payment', amount_total: 10_000, payment_status: 'unpaid' })
    has(made, { invoice_creation: { enabled: false, invoice_data: { metadata: {} } } })
  }),
  claim('is listed by customer and status', 'N23 Checkout.SessionListParams', async (world) => {
    const { id: customer } = await world.customer(null)
    const [first, second] = [await session(world, { customer }), await session(world, { customer })]
    await world.stripe.checkout.sessions.expire(first.id)
    const ids = async (params: object) =>
      (await world.stripe.checkout.sessions.list({ customer, ...params })).data.map(({ id }) => id)
    same(await ids({}), [second.id, first.id])
    same(await ids({ status: 'open' }), [second.id])
  }),
  claim(
    'accepts allowed and excluded payment method types',
    'D: changelog/endive/2026-09-30; section 0.4',
    async (world) => {
      const allowed = { allowed_payment_method_types: ['card'] } as const
      has(await session(world, { allowed_payment_method_types: ['card'] }), allowed)
      has(await session(world, { excluded_payment_method_types: ['klarna'] }), {
        excluded_payment_method_types: ['klarna'],
      })
    },
  ),
  claim('accepts features that are turned off', 'N23 Checkout.SessionCreateParams', async (world) => {
    has(await session(world, { automatic_tax: { enabled: false }, phone_number_collection: { enabled: false } }), {
      automatic_tax: { enabled: false },
      phone_number_collection: { enabled: false },
    })
  }),
  claim('only updates an existing customer', 'N23 customer_update', async (world) => {
    await rejected(session(world, { customer_update: { name: 'auto' } }), invalid({ param: 'customer_update' }))
    const { id } = await world.customer(null)
    has(await session(world, { customer: id, customer_update: { name: 'auto', address: 'auto' } }), { customer: id })
  }),
  claim('can be recovered once it has expired', 'N23 Session.after_expiration', async (world) => {
    const { id, after_expiration } = await session(world, { after_expiration: { recovery: { enabled: true } } })
    has(after_expiration, { recovery: { enabled: true, allow_promotion_codes: false, url: null, expires_at: null } })
    const expired = await world.stripe.checkout.sessions.expire(id)
    const expires_at = (at: number) => at > Math.floor(Date.now() / 1000)
    has(expired.after_expiration, { recovery: { url: /^http/, expires_at } })
  }),
  claim('is not found if the ID is unknown', 'GK resource_missing', async ({ stripe }) => {
    await rejected(stripe.checkout.sessions.retrieve('cs_test_none'), missing())
  }),
]
