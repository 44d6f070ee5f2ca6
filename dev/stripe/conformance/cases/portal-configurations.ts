import type Stripe from 'stripe'
import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'
import { configure, features } from '../portal-setup'
import type { World } from '../world'

type Update = Partial<Stripe.BillingPortal.ConfigurationCreateParams.Features.SubscriptionUpdate>

const types = 'N23 Configurations; section 2'

/** A configuration that allows plan changes, with optional settings. */
async function switching(world: World, change: Update) {
  const price = await world.price(1000)
  const wanted = features([price])
  const subscription_update = { ...wanted.subscription_update, enabled: true, ...change }
  return configure(world, { ...wanted, subscription_update })
}

export const portalConfigurations: Case[] = [
  claim('needs features', 'N23 required', async ({ stripe }) => {
    const call = stripe.billingPortal.configurations.create({} as { features: object })
    await rejected(call, invalid({ code: 'parameter_missing', param: 'features' }))
  }),
  claim('is active, is not the default, and has every feature', types, async (world) => {
    const made = await configure(world, { invoice_history: { enabled: true } })
    has(made, { id: /^bpc_/, object: 'billing_portal.configuration', active: true, is_default: false })
    const names = [
      'customer_update',
      'invoice_history',
      'payment_method_update',
      'subscription_cancel',
      'subscription_pause',
    ]
    same(Object.keys(made.features).sort(), [...names, 'subscription_update'])
    has(made.login_page, { enabled: false, url: null })
  }),
  claim('has a shareable login page', 'N23 Configuration.LoginPage; section 2', async (world) => {
    const features = { invoice_history: { enabled: true } }
    const made = await configure(world, features, { login_page: { enabled: true } })
    has(made.login_page, { enabled: true, url: /^http/ })
    const after = await world.stripe.billingPortal.configurations.update(made.id, { login_page: { enabled: false } })
    has(after.login_page, { enabled: false, url: null })
  }),
  claim('stores the business information', types, async (world) => {
    const business_profile = { headline: 'Acme', privacy_policy_url: 'https://example.com/privacy' }
    const made = await configure(world, { invoice_history: { enabled: true } }, { business_profile, name: 'Plans' })
    has(made, { business_profile: { ...business_profile, terms_of_service_url: null }, name: 'Plans' })
  }),
  claim('has a limit of 60 characters for the headline', 'OAS-E maxLength', async (world) => {
    const business_profile = { headline: 'x'.repeat(61) }
    const call = configure(world, { invoice_history: { enabled: true } }, { business_profile })
    await rejected(call, invalid({ param: 'business_profile[headline]' }))
    has(
      await configure(
        world,
        { invoice_history: { enabled: true } },
        { business_profile: { headline: 'x'.repeat(60) } },
      ),
      {},
    )
  }),
  claim('has a limit of 256 characters for the name', 'OAS-E maxLength', async (world) => {
    const call = configure(world, { invoice_history: { enabled: true } }, { name: 'x'.repeat(257) })
    await rejected(call, invalid({ param: 'name' }))
  }),
  claim('clears its name with an empty value', 'N23 name: nullable via ""', async (world) => {
    const { id } = await configure(world, { invoice_history: { enabled: true } }, { name: 'Plans' })
    has(await world.stripe.billingPortal.configurations.update(id, { name: '' }), { name: null })
  }),
  claim('allows plan changes only with card updates', '3P nextjs/saas-starter #68, #86, #101', async (world) => {
    const wanted = features([await world.price(1000)], { payment_method_update: { enabled: false } })
    const message = 'Cannot enable subscription updates while payment method update is disabled.'
    await rejected(configure(world, wanted), invalid({ message }))
  }),
  claim(
    'requires card updates when plan changes are enabled later',
    '3P nextjs/saas-starter #68, #86, #101',
    async (world) => {
      const { id } = await configure(world, features([await world.price(1000)]))
      const call = world.stripe.billingPortal.configurations.update(id, {
        features: { payment_method_update: { enabled: false } },
      })
      await rejected(call, invalid({ message: /^Cannot enable subscription updates/ }))
    },
  ),
  claim('rejects always_invoice for cancellations', 'N23: "will result in an error"; section 2', async (world) => {
    const subscription_cancel = { enabled: true, mode: 'immediately', proration_behavior: 'always_invoice' } as const
    await rejected(configure(world, { subscription_cancel }), invalid())
  }),
  claim('cancels at the end of the period by default', types, async (world) => {
    const made = await configure(world, { subscription_cancel: { enabled: true } })
    has(made.features.subscription_cancel, { mode: 'at_period_end', proration_behavior: 'none' })
  }),
  claim(
    'requires a list of reasons if cancellation reasons are enabled',
    'N23: options required on create',
    async (world) => {
      const cancellation_reason = { enabled: true } as { enabled: true; options: [] }
      const call = configure(world, { subscription_cancel: { enabled: true, cancellation_reason } })
      await rejected(call, invalid({ code: 'parameter_missing' }))
    },
  ),
  claim('offers a one-month pause by default', 'D: changelog/endive/2026-10-28; section 2', async (world) => {
    const made = await configure(world, { subscription_pause: { enabled: true } })
    const interval_options = [{ interval: 'month', interval_count: 1 }]
    has(made.features.subscription_pause, { enabled: true, duration: { type: 'interval_options', interval_options } })
  }),
  claim('offers other pause durations', 'D: changelog/endive/2026-10-28; section 2', async (world) => {
    const interval_options = [
      { interval: 'week' as const, interval_count: 2 },
      { interval: 'year' as const, interval_count: 1 },
    ]
    const duration = { type: 'interval_options' as const, interval_options }
    const made = await configure(world, { subscription_pause: { enabled: true, duration } })
    has(made.features.subscription_pause.duration, duration)
  }),
  claim('disables proration and keeps the billing cycle by default', types, async (world) => {
    const made = await switching(world, { proration_behavior: undefined })
    const defaults = {
      proration_behavior: 'none',
      billing_cycle_anchor: 'unchanged',
      trial_update_behavior: 'end_trial',
    }
    has(made.features.subscription_update, { ...defaults, schedule_at_period_end: { conditions: [] } })
  }),
  claim('has a string billing cycle, unlike subscriptions', 'section 0.5; D: clover/2025-12-15', async (world) => {
    const made = await switching(world, { billing_cycle_anchor: 'now' })
    has(made.features.subscription_update, { billing_cycle_anchor: 'now' })
    const wrong = switching(world, { billing_cycle_anchor: { type: 'now' } as unknown as 'now' })
    await rejected(wrong, invalid())
  }),
  claim('can schedule downgrades', 'N23 schedule_at_period_end', async (world) => {
    const conditions = [{ type: 'decreasing_item_amount' as const }, { type: 'shortening_interval' as const }]
    const made = await switching(world, { schedule_at_period_end: { conditions } })
    has(made.features.subscription_update.schedule_at_period_end, { conditions })
  }),
  claim('can limit the quantity', 'N23 adjustable_quantity', async (world) => {
    const price = await world.price(1000)
    const adjustable_quantity = { enabled: true, minimum: 1, maximum: 50 }
    const products = [{ product: String(price.product), prices: [price.id], adjustable_quantity }]
    const { id } = await switching(world, { products })
    const expand = ['features.subscription_update.products']
    const made = await world.stripe.billingPortal.configurations.retrieve(id, { expand })
    has(made.features.subscription_update.products, [{ adjustable_quantity }])
  }),
  claim(
    'rejects two prices with the same product and interval',
    'D: customer-management, limitations',
    async (world) => {
      const one = await world.price(1000)
      const second = await world.price(2000, { product: String(one.product) })
      const products = [{ product: String(one.product), prices: [one.id, second.id] }]
      await rejected(switching(world, { products }), invalid())
    },
  ),
  claim('accepts a monthly and a yearly price for one product', 'section 1.4: the practical catalog', async (world) => {
    const month = await world.price(1000)
    const year = await world.price(10_000, { product: String(month.product), recurring: { interval: 'year' } })
    const products = [{ product: String(month.product), prices: [month.id, year.id] }]
    has(await switching(world, { products }), { active: true })
  }),
  claim('accepts at most 10 products', 'N23 products: up to 10', async (world) => {
    const prices = await Promise.all(Array.from({ length: 11 }, () => world.price(1000)))
    await rejected(configure(world, features(prices)), invalid())
  }),
  claim('rejects another product’s price', 'GK portal configuration', async (world) => {
    const [one, two] = [await world.price(1000), await world.price(2000)]
    await rejected(switching(world, { products: [{ product: String(one.product), prices: [two.id] }] }), invalid())
  }),
  claim('rejects an unknown product', 'GK resource_missing', async (world) => {
    const price = await world.price(1000)
    await rejected(switching(world, { products: [{ product: 'prod_none', prices: [price.id] }] }), missing())
  }),
  claim('rejects an unknown enum value', 'OAS-E enum', async (world) => {
    const call = configure(world, { subscription_cancel: { enabled: true, mode: 'someday' as 'immediately' } })
    await rejected(call, invalid({ param: 'features[subscription_cancel][mode]' }))
  }),
  claim('updates only the given fields', 'N23 ConfigurationUpdateParams', async (world) => {
    const { id, features: before } = await configure(world, features([await world.price(1000)]))
    const change = { features: { invoice_history: { enabled: false } } }
    const after = await world.stripe.billingPortal.configurations.update(id, change)
    same([before.invoice_history.enabled, after.features.invoice_history.enabled], [true, false])
    has(after.features.subscription_cancel, { enabled: true, cancellation_reason: { enabled: true } })
  }),
  claim('cannot open a portal while inactive', 'N23 active; section 1.1', async (world) => {
    const { id } = await configure(world, { invoice_history: { enabled: true } })
    has(await world.stripe.billingPortal.configurations.update(id, { active: false }), { active: false })
    const customer = await world.customer(null)
    const call = world.stripe.billingPortal.sessions.create({ customer: customer.id, configuration: id })
    await rejected(call, invalid())
  }),
  claim('is listed by active status', 'N23 ConfigurationListParams', async (world) => {
    const { id } = await configure(world, { invoice_history: { enabled: true } })
    const ids = async (active: boolean) =>
      (await world.stripe.billingPortal.configurations.list({ active, limit: 100 })).data.map((one) => one.id)
    must((await ids(true)).includes(id), 'it is listed as active')
    await world.stripe.billingPortal.configurations.update(id, { active: false })
    must(!(await ids(true)).includes(id), 'it is not listed as active')
    must((await ids(false)).includes(id), 'it is listed as inactive')
  }),
  claim('an unknown ID is not found', 'GK resource_missing', async ({ stripe }) => {
    await rejected(stripe.billingPortal.configurations.retrieve('bpc_none'), missing())
  }),
]
