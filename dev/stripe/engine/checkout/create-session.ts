import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, invalid, newId, type Params } from '../core/context'
import { currencyOf } from '../core/currencies'
import { mergeMetadata, need, requireUrl } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported, requireCards } from '../core/unsupported-parameters'
import { lineItems } from './line-items'
import { modeFields, newSessionSetup } from './mode-fields'
import { discountParams, withTotals } from './session-totals'

/** Stripe docs (create a session): a session expires after 24 hours by default, and after 30 minutes at the earliest. */
const daySeconds = 86_400

const supported = [
  'after_expiration',
  'allow_promotion_codes',
  'allowed_payment_method_types',
  'billing_address_collection',
  'cancel_url',
  'client_reference_id',
  'currency',
  'customer',
  'customer_creation',
  'customer_email',
  'customer_update',
  'discounts',
  'excluded_payment_method_types',
  'expires_at',
  'line_items',
  'locale',
  'metadata',
  'mode',
  'payment_intent_data',
  'payment_method_collection',
  'setup_intent_data',
  'submit_type',
  'subscription_data',
  'success_url',
  'ui_mode',
]

/** Default values for fields that the request does not set. */
const blank = {
  amount_subtotal: null,
  amount_total: null,
  client_secret: null,
  collected_information: { business_name: null, individual_name: null, shipping_details: null },
  consent: null,
  consent_collection: null,
  currency_conversion: null,
  custom_fields: [] as [],
  customer_account: null,
  integration_identifier: null,
  invoice: null,
  livemode: false,
  managed_payments: null,
  origin_context: null,
  payment_intent: null,
  payment_link: null,
  payment_method_configuration_details: null,
  permissions: null,
  recovered_from: null,
  setup_intent: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: [] as [],
  subscription: null,
  total_details: null,
  wallet_options: null,
}

export function createSession(ctx: Context, params: Params): Stored {
  rejectUnsupported(params, supported)
  const mode: Stripe.Checkout.Session.Mode = params.mode ?? missing('mode')
  requireConsistent(params, mode)
  const customer = params.customer ? need(ctx, 'customer', params.customer, 'customer') : null
  const now = ctx.now(customer?.id)
  const currency = params.currency ? currencyOf(params.currency) : undefined
  const items = mode === 'setup' ? [] : lineItems(ctx, params.line_items ?? [], mode, currency)
  const id = `cs_test_${newId('x').slice(2)}${newId('x').slice(2)}`
  const session = {
    id,
    object: 'checkout.session',
    ...blank,
    ...modeFields(mode, customer),
    after_expiration: recoveryOf(params.after_expiration),
    allow_promotion_codes: (params.allow_promotion_codes ?? null) as boolean | null,
    allowed_payment_method_types: (params.allowed_payment_method_types || null) as string[] | null,
    ...(params.excluded_payment_method_types
      ? { excluded_payment_method_types: params.excluded_payment_method_types as string[] }
      : {}),
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: (params.billing_address_collection ??
      null) as Stripe.Checkout.Session.BillingAddressCollection | null,
    cancel_url: (params.cancel_url ?? null) as string | null,
    client_reference_id: (params.client_reference_id ?? null) as string | null,
    created: now,
    currency: (items[0]?.currency ?? currency ?? null) as string | null,
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: (customer?.id ?? null) as string | null,
    customer_creation: creationOf(params, mode, customer !== null),
    customer_email: (params.customer_email ?? null) as string | null,
    discounts: discountParams(ctx, params.discounts, customer?.id ?? null),
    expires_at: expiryOf(params.expires_at, now),
    locale: (params.locale ?? null) as Stripe.Checkout.Session.Locale | null,
    metadata: mergeMetadata({}, params.metadata),
    mode,
    ...(params.payment_method_collection ? { payment_method_collection: params.payment_method_collection } : {}),
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: ['card'],
    phone_number_collection: { enabled: false },
    status: 'open',
    submit_type: (params.submit_type ?? null) as Stripe.Checkout.Session.SubmitType | null,
    success_url: params.success_url as string,
    ui_mode: 'hosted_page',
    url: `${ctx.origin}/c/pay/${id}`,
    _line_items: items,
    _subscription_data: subscriptionData(params.subscription_data),
    _payment_data: paymentData(params.payment_intent_data),
    _setup_data: setupData(params.setup_intent_data),
    _intent: null,
    _params: params,
    _customer_update: (params.customer_update ?? {}) as Params,
  } satisfies View<Stripe.Checkout.Session>
  return mode === 'setup' ? withSetup(ctx, session) : withTotals(ctx, session, session.discounts)
}

/** Observed: in setup mode, the setup intent exists from the start, and there are no discounts. */
function withSetup(ctx: Context, session: Stored): Stored {
  const { id } = newSessionSetup(ctx, session)
  return ctx.store.put({ ...session, discounts: null, setup_intent: id, _intent: id })
}

function missing(param: string): never {
  throw invalid(`Missing required param: ${param}.`, param, 'parameter_missing')
}

function requireConsistent(params: Params, mode: string): void {
  requireCards(params)
  if (params.customer_update && !params.customer) {
    // Stripe's message, from public reports.
    throw invalid('`customer_update` can only be used with `customer`.', 'customer_update')
  }
  rejectUnsupported(params.customer_update ?? {}, ['address', 'name'])
  if (params.ui_mode && params.ui_mode !== 'hosted_page') {
    throw invalid('The stand-in only implements ui_mode=hosted_page. See the stripe-stand-in README.', 'ui_mode')
  }
  if (params.customer && params.customer_email) {
    throw invalid('You may only specify one of these parameters: customer, customer_email.', 'customer_email')
  }
  if (params.allow_promotion_codes && params.discounts) {
    throw invalid('You may only specify one of these parameters: allow_promotion_codes, discounts.', 'discounts')
  }
  for (const [name, its] of Object.entries({
    subscription_data: 'subscription',
    payment_intent_data: 'payment',
    setup_intent_data: 'setup',
  })) {
    if (params[name] === undefined || mode === its) continue
    // Stripe's message, from public reports.
    throw invalid(`You can not pass \`${name}\` in \`${mode}\` mode.`, name)
  }
  if (mode === 'setup' && params.line_items)
    throw invalid('You can not pass `line_items` in `setup` mode.', 'line_items')
  if (mode === 'setup' && !params.currency) {
    throw invalid(
      'You must pass `currency` in `setup` mode with dynamic payment methods.',
      'currency',
      'parameter_missing',
    )
  }
  if (!params.success_url) missing('success_url')
  requireUrl(params.success_url.replaceAll('{CHECKOUT_SESSION_ID}', 'id'), 'success_url')
  requireUrl(params.cancel_url, 'cancel_url')
}

/** Stripe docs (guest customers): a subscription always creates a customer, but a payment only on request. */
function creationOf(params: Params, mode: string, hasCustomer: boolean): 'always' | 'if_required' | null {
  if (params.customer_creation && mode !== 'payment') {
    throw invalid('`customer_creation` can only be used in `payment` mode.', 'customer_creation')
  }
  if (hasCustomer) return null
  return mode === 'subscription' ? 'always' : (params.customer_creation ?? 'if_required')
}

/** SDK type Session.after_expiration: the URL is null until the session expires. */
function recoveryOf(after: Params | undefined): View<Stripe.Checkout.Session.AfterExpiration> | null {
  const { recovery } = after ?? {}
  if (!recovery) return null
  const allow_promotion_codes = recovery.allow_promotion_codes ?? false
  return { recovery: { allow_promotion_codes, enabled: recovery.enabled, expires_at: null, url: null } }
}

function subscriptionData(data: Params = {}): Params {
  const ofSubscription = ['billing_mode', 'description', 'metadata', 'trial_end', 'trial_period_days', 'trial_settings']
  rejectUnsupported(data, ofSubscription)
  return data
}

function paymentData(data: Params = {}): Params {
  rejectUnsupported(data, ['description', 'metadata', 'receipt_email', 'setup_future_usage'])
  return data
}

function setupData(data: Params = {}): Params {
  rejectUnsupported(data, ['description', 'metadata'])
  return data
}

function expiryOf(wanted: number | undefined, now: number): number {
  const at = wanted ?? now + daySeconds
  if (at >= now + 1800 - 60 && at <= now + daySeconds + 60) return at
  throw invalid(
    'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.',
    'expires_at',
  )
}
