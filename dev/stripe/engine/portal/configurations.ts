import { randomBytes } from 'node:crypto'
import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, invalid, newId, type Params } from '../core/context'
import { mergeMetadata, need, orNull } from '../core/parameters'
import type { Stored } from '../core/store'
import { pageOf } from '../queries/pagination'

const path = '/v1/billing_portal/configurations'
const object = 'billing_portal.configuration'

export function create(ctx: Context, params: Params): Stored {
  const now = ctx.wallClock()
  const profile = params.business_profile || {}
  const configuration = {
    id: newId('bpc'),
    object,
    active: true,
    application: null,
    business_profile: profileOf(profile, { headline: null, privacy_policy_url: null, terms_of_service_url: null }),
    created: now,
    default_return_url: orNull(params.default_return_url, null),
    features: featuresOf(ctx, params.features, nothingEnabled),
    is_default: false,
    livemode: false,
    login_page: loginPageOf(ctx, params.login_page, null),
    metadata: mergeMetadata({}, params.metadata),
    name: orNull(params.name, null),
    updated: now,
  } satisfies View<Stripe.BillingPortal.Configuration>
  ctx.store.put(configuration)
  ctx.emit('billing_portal.configuration.created', configuration)
  return configuration
}

export function update(ctx: Context, id: string, params: Params): Stored {
  const before = need(ctx, object, id)
  if (params.active === false && before.is_default)
    throw invalid('The default configuration cannot be deactivated.', 'active')
  const after = ctx.store.put({
    ...before,
    active: params.active ?? before.active,
    business_profile: profileOf(params.business_profile || {}, before.business_profile),
    default_return_url: orNull(params.default_return_url, before.default_return_url),
    features: params.features ? featuresOf(ctx, params.features, before.features) : before.features,
    login_page: params.login_page ? loginPageOf(ctx, params.login_page, before.login_page.url) : before.login_page,
    metadata: mergeMetadata(before.metadata, params.metadata),
    name: orNull(params.name, before.name),
    updated: ctx.wallClock(),
  })
  ctx.emit('billing_portal.configuration.updated', after)
  return after
}

/** SDK type Configuration.LoginPage: "If `enabled` is `false`, this will be `null`". Assumed: each time it is enabled, it gets a new URL. */
function loginPageOf(ctx: Context, wanted: Params | undefined, url: string | null) {
  if (!wanted?.enabled) return { enabled: false, url: null }
  return { enabled: true, url: url ?? `${ctx.origin}/p/login/${randomBytes(18).toString('base64url')}` }
}

/** Stripe docs (configure the portal): the features that the Dashboard's default configuration enables. */
export function makeDefault(ctx: Context): Stored {
  const reasons = ['too_expensive', 'missing_features', 'switched_service', 'unused', 'customer_service', 'too_complex']
  const made = ctx.call<Stored>('POST', path, {
    features: {
      customer_update: { enabled: true, allowed_updates: ['name', 'email', 'address', 'phone'] },
      invoice_history: { enabled: true },
      payment_method_update: { enabled: true },
      subscription_cancel: {
        enabled: true,
        cancellation_reason: { enabled: true, options: [...reasons, 'low_quality', 'other'] },
      },
    },
  })
  return ctx.store.patch(made.id, { is_default: true })
}

export function list(ctx: Context, params: Params) {
  const wanted = ctx.store
    .all(object)
    .filter((one) => params.active === undefined || one.active === params.active)
    .filter((one) => params.is_default === undefined || one.is_default === params.is_default)
  return pageOf(wanted, params, path)
}

function profileOf(profile: Params, before: Params): View<Stripe.BillingPortal.Configuration.BusinessProfile> {
  if (profile.headline && profile.headline.length > 60) {
    throw invalid(
      'Invalid string: business_profile[headline] must be at most 60 characters',
      'business_profile[headline]',
    )
  }
  return {
    headline: orNull<string>(profile.headline, before.headline),
    privacy_policy_url: orNull<string>(profile.privacy_policy_url, before.privacy_policy_url),
    terms_of_service_url: orNull<string>(profile.terms_of_service_url, before.terms_of_service_url),
  }
}

type Features = View<Stripe.BillingPortal.Configuration.Features>

const nothingEnabled = {
  customer_update: { allowed_updates: [], enabled: false },
  invoice_history: { enabled: false },
  payment_method_update: { enabled: false, payment_method_configuration: null },
  subscription_cancel: {
    cancellation_reason: { enabled: false, feedback_options: [], options: [] },
    enabled: false,
    mode: 'at_period_end',
    proration_behavior: 'none',
  },
  // SDK type Configuration.Features.SubscriptionPause: one month by default.
  subscription_pause: {
    duration: { type: 'interval_options', interval_options: [{ interval: 'month', interval_count: 1 }] },
    enabled: false,
  },
  subscription_update: {
    billing_cycle_anchor: 'unchanged',
    default_allowed_updates: [],
    enabled: false,
    products: null,
    proration_behavior: 'none',
    schedule_at_period_end: { conditions: [] },
    trial_update_behavior: 'end_trial',
  },
} satisfies Features

function featuresOf(ctx: Context, wanted: Params, before: Params): Features {
  const names = Object.keys(nothingEnabled)
  const merged: Params = Object.fromEntries(names.map((name) => [name, merge(before[name], wanted[name] ?? {})]))
  if (merged.customer_update.allowed_updates === '') merged.customer_update.allowed_updates = []
  const { subscription_update: switching, subscription_cancel: canceling } = merged
  if (switching.default_allowed_updates === '') switching.default_allowed_updates = []
  if (switching.products === '') switching.products = null
  if (switching.enabled && !merged.payment_method_update.enabled) {
    throw invalid('Cannot enable subscription updates while payment method update is disabled.')
  }
  if (canceling.proration_behavior === 'always_invoice') {
    throw invalid(
      'Passing `always_invoice` is not supported here.',
      'features[subscription_cancel][proration_behavior]',
    )
  }
  if (switching.products) switching.products = productsOf(ctx, switching.products)
  return merged as Features
}

function merge(before: Params, change: Params): Params {
  const result: Params = { ...before }
  for (const [key, value] of Object.entries(change)) {
    const isHash = value !== null && typeof value === 'object' && !Array.isArray(value)
    result[key] = isHash ? merge(before[key] ?? {}, value) : value
  }
  return result
}

function productsOf(ctx: Context, products: Params[]): Params[] {
  const at = 'features[subscription_update][products]'
  if (products.length > 10) throw invalid('You may list at most 10 products.', at)
  return products.map(({ product, prices, adjustable_quantity: seats }) => {
    need(ctx, 'product', product, at)
    const intervals = prices.map((id: string) => {
      const price = need(ctx, 'price', id, at)
      if (price.product !== product) throw invalid(`The price ${id} does not belong to the product ${product}.`, at)
      return `${price.recurring?.interval}:${price.recurring?.interval_count}`
    })
    // Stripe docs (customer management, limitations): one price per product and interval.
    if (new Set(intervals).size < intervals.length) {
      throw invalid(`The product ${product} has more than one price with the same billing interval.`, at)
    }
    const { enabled = false, minimum = 1, maximum = null } = seats ?? {}
    return { adjustable_quantity: { enabled, maximum, minimum }, prices, product }
  })
}
