import type Stripe from 'stripe'
import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import { configure, endings, home, of, portal } from '../portal-setup'
import { itemOf, type World } from '../world'

type SessionParams = Partial<Stripe.BillingPortal.SessionCreateParams>

/** A session for a customer without a subscription. */
async function plain(world: World, params: SessionParams = {}) {
  const configuration = await configure(world, {
    invoice_history: { enabled: true },
    payment_method_update: { enabled: true },
  })
  const customer = await world.customer(null)
  return world.stripe.billingPortal.sessions.create({
    customer: customer.id,
    configuration: configuration.id,
    ...params,
  })
}

const locales =
  'auto bg cs da de el en en-AU en-CA en-GB en-IE en-IN en-NZ en-SG es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'

export const portalSessions: Case[] = [
  claim('has a URL and a configuration, but no flow', 'N23 BillingPortal.Session; section 1.3', async (world) => {
    const made = await plain(world, { return_url: home })
    has(made, { id: /^bps_/, object: 'billing_portal.session', flow: null, return_url: home, livemode: false })
    has(made, {
      configuration: /^bpc_/,
      url: /\/p\/session\//,
      locale: null,
      on_behalf_of: null,
      customer_account: null,
    })
  }),
  claim('does not need a return URL', 'D: configure-portal; section 1.1', async (world) => {
    has(await plain(world), { return_url: null })
  }),
  claim('has a new URL each time', 'section 1.4: mint on click', async (world) => {
    same(new Set([(await plain(world)).url, (await plain(world)).url]).size, 2)
  }),
  claim('needs a customer', 'GK; section 1.1', async ({ stripe }) => {
    await rejected(stripe.billingPortal.sessions.create({}), invalid())
  }),
  claim('needs an existing customer', 'GK resource_missing', async ({ stripe }) => {
    await rejected(stripe.billingPortal.sessions.create({ customer: 'cus_none' }), missing('customer'))
  }),
  claim('needs an existing configuration', 'GK resource_missing', async (world) => {
    await rejected(plain(world, { configuration: 'bpc_none' }), missing('configuration'))
  }),
  claim('needs a return URL with http or https', 'GK url_invalid', async (world) => {
    await rejected(plain(world, { return_url: '/account' }), invalid({ code: 'url_invalid', param: 'return_url' }))
  }),
  claim('accepts every documented locale', 'N23 Session.locale, 48 values', async (world) => {
    const configuration = await configure(world, { invoice_history: { enabled: true } })
    const customer = await world.customer(null)
    const base = { customer: customer.id, configuration: configuration.id }
    for (const locale of locales.split(' ')) {
      const made = await world.stripe.billingPortal.sessions.create({ ...base, locale: locale as 'de' })
      same(made.locale, locale)
    }
  }),
  claim('rejects other locales', 'OAS-E enum', async (world) => {
    await rejected(plain(world, { locale: 'tlh' as 'de' }), invalid({ param: 'locale' }))
  }),
  claim('expands its configuration', 'N23: only configuration is expandable', async (world) => {
    const { configuration } = await plain(world, { expand: ['configuration'] })
    has(configuration, { object: 'billing_portal.configuration', active: true })
  }),
  claim('allows recovery of an expired session', 'D: changelog/endive/2026-10-28; section 1.1', async (world) => {
    const made = await plain(world, { after_expiration: { type: 'customer_login' } })
    has(made.after_expiration, { type: 'customer_login' })
  }),
  claim('allows recovery until a given time', 'D: changelog/endive/2026-10-28; section 1.1', async (world) => {
    const expires_at = Math.floor(Date.now() / 1000) + 86_400
    const made = await plain(world, { after_expiration: { type: 'customer_login', customer_login: { expires_at } } })
    has(made.after_expiration, { type: 'customer_login', customer_login: { expires_at } })
  }),
  claim('rejects an unknown parameter', 'OAS-E additionalProperties:false', async (world) => {
    const call = plain(world, { flow: 'x' } as SessionParams)
    await rejected(call, invalid({ code: 'parameter_unknown', param: 'flow' }))
  }),
  claim('sends an event when created', 'N23 Events: billing_portal.session.created; section 1.5', async (world) => {
    const customer = await world.customer(null)
    const { id: configuration } = await configure(world, { invoice_history: { enabled: true } })
    const watch = await world.watch(customer.id)
    await world.stripe.billingPortal.sessions.create({ customer: customer.id, configuration })
    same(await watch.types(), ['billing_portal.session.created'])
  }),
  claim('cannot be retrieved', 'N23: create is the only operation; section 1', async (world) => {
    const { id } = await plain(world)
    const call = world.stripe.rawRequest('GET', `/v1/billing_portal/sessions/${id}`)
    await rejected(call, { rawType: 'invalid_request_error', statusCode: 404 })
  }),
]

const ended = (after_completion: Stripe.BillingPortal.SessionCreateParams.FlowData.AfterCompletion) => after_completion

export const portalFlows: Case[] = [
  claim('payment_method_update has no subscription', 'N23 flow_data; section 1.2', async (world) => {
    const { open } = await portal(world)
    const { flow, url } = await open({ type: 'payment_method_update' })
    has(flow, { type: 'payment_method_update', subscription_cancel: null, subscription_update: null })
    must(url.includes('/p/session/'), 'the URL opens a session')
  }),
  claim('customer_update has an empty hash', 'D: changelog/dahlia/2026-08-26; section 1.3', async (world) => {
    const { flow } = await (await portal(world)).open({ type: 'customer_update' })
    same([flow?.type, JSON.stringify(flow?.customer_update)], ['customer_update', '{}'])
  }),
  claim('subscription_cancel has its subscription', 'N23 flow_data; section 1.3', async (world) => {
    const { open, subscription } = await portal(world)
    const { flow } = await open(of.cancel(subscription))
    has(flow?.subscription_cancel, { subscription: subscription.id, retention: null })
  }),
  claim('subscription_cancel can offer a coupon', 'N23 retention; section 1.2', async (world) => {
    const { open, subscription } = await portal(world)
    const coupon = await world.coupon({ percent_off: 20, duration: 'repeating', duration_in_months: 3 })
    const retention = { type: 'coupon_offer', coupon_offer: { coupon: coupon.id } }
    const { flow } = await open(of.cancel(subscription, { retention }))
    has(flow?.subscription_cancel?.retention, retention)
  }),
  claim('an offer needs its type and its coupon', 'OAS-E required:["coupon_offer","type"]', async (world) => {
    const { open, subscription } = await portal(world)
    const at = 'flow_data[subscription_cancel][retention]'
    const noCoupon = open(of.cancel(subscription, { retention: { type: 'coupon_offer' } }))
    await rejected(noCoupon, invalid({ code: 'parameter_missing', param: `${at}[coupon_offer]` }))
    const noType = open(of.cancel(subscription, { retention: { coupon_offer: { coupon: 'x' } } }))
    await rejected(noType, invalid({ code: 'parameter_missing', param: `${at}[type]` }))
  }),
  claim('an offer needs an existing coupon', 'GK resource_missing', async (world) => {
    const { open, subscription } = await portal(world)
    const retention = { type: 'coupon_offer', coupon_offer: { coupon: 'none' } }
    await rejected(open(of.cancel(subscription, { retention })), missing())
  }),
  claim('subscription_pause has its subscription', 'D: changelog/endive/2026-10-28; section 1.2', async (world) => {
    const { open, subscription } = await portal(world)
    has((await open(of.pause(subscription))).flow?.subscription_pause, { subscription: subscription.id })
  }),
  claim('subscription_update has its subscription', 'N23 flow_data; section 1.3', async (world) => {
    const { open, subscription } = await portal(world)
    has((await open(of.update(subscription))).flow?.subscription_update, { subscription: subscription.id })
  }),
  claim('subscription_update_confirm has the new price', 'N23 flow_data; section 1.3', async (world) => {
    const { open, subscription, pricier, confirming } = await portal(world)
    const { flow } = await open(confirming({ price: pricier.id, quantity: 2 }))
    const items = [{ id: itemOf(subscription).id, price: pricier.id, quantity: 2 }]
    has(flow?.subscription_update_confirm, { subscription: subscription.id, items, discounts: null })
  }),
  claim(
    'subscription_update_confirm can change only the quantity',
    'section 1.2: price and quantity are optional',
    async (world) => {
      const { open, confirming } = await portal(world)
      has((await open(confirming({ quantity: 5 }))).flow?.subscription_update_confirm, { items: [{ quantity: 5 }] })
    },
  ),
  claim('subscription_update_confirm accepts a coupon', 'N23 discounts; section 1.2', async (world) => {
    const { open, pricier, confirming } = await portal(world)
    const coupon = await world.coupon({ percent_off: 20 })
    const flow_data = confirming({ price: pricier.id, quantity: 1 })
    const update = { ...flow_data.subscription_update_confirm, discounts: [{ coupon: coupon.id }] }
    const { flow } = await open({ ...flow_data, subscription_update_confirm: update })
    has(flow?.subscription_update_confirm?.discounts, [{ coupon: coupon.id, promotion_code: null }])
  }),
  claim('subscription_update_confirm accepts a promotion code', 'N23 discounts; section 1.2', async (world) => {
    const { open, pricier, confirming } = await portal(world)
    const coupon = await world.coupon({ percent_off: 20 })
    const code = await world.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id } })
    const flow_data = confirming({ price: pricier.id, quantity: 1 })
    const update = { ...flow_data.subscription_update_confirm, discounts: [{ promotion_code: code.id }] }
    const { flow } = await open({ ...flow_data, subscription_update_confirm: update })
    has(flow?.subscription_update_confirm?.discounts, [{ coupon: null, promotion_code: code.id }])
  }),
  ...Object.entries(endings).map(([type, after_completion]) =>
    claim(`can end with ${type}`, 'N23 after_completion; section 1.2', async (world) => {
      const { open } = await portal(world)
      const { flow } = await open({ type: 'payment_method_update', after_completion: ended(after_completion) })
      has(flow?.after_completion, after_completion)
    }),
  ),
  claim('always has an after_completion', 'D: portal-deep-links; section 1.2', async (world) => {
    const { flow } = await (await portal(world)).open({ type: 'payment_method_update' })
    must(flow?.after_completion, 'after_completion is not null')
  }),
  claim('has a limit of 500 characters for the custom message', 'OAS-E maxLength', async (world) => {
    const { open } = await portal(world)
    const at = (custom_message: string) => ({
      type: 'hosted_confirmation' as const,
      hosted_confirmation: { custom_message },
    })
    await rejected(
      open({ type: 'payment_method_update', after_completion: at('x'.repeat(501)) }),
      invalid({ param: 'flow_data[after_completion][hosted_confirmation][custom_message]' }),
    )
    has(await open({ type: 'payment_method_update', after_completion: at('x'.repeat(500)) }), { flow: {} })
  }),
  claim('needs a redirect URL', 'OAS-E required', async (world) => {
    const { open } = await portal(world)
    const after_completion = { type: 'redirect', redirect: {} } as unknown as typeof endings.redirect
    await rejected(open({ type: 'payment_method_update', after_completion }), invalid({ code: 'parameter_missing' }))
  }),
  claim('does not change the URL', 'section 1.5: no template variable, no parameter', async (world) => {
    const { open } = await portal(world)
    const return_url = 'https://example.com/done?flow={CHECKOUT_SESSION_ID}&a=%20'
    const after_completion = { type: 'redirect', redirect: { return_url } } as const
    const { flow } = await open({ type: 'payment_method_update', after_completion })
    same(flow?.after_completion.redirect?.return_url, return_url)
  }),
]
