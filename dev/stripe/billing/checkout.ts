import { pageOf } from '../http/list'
import { type Context, invalid, newId, type Operation, type Params } from '../kernel'
import { requireUrl } from '../resources/portal-sessions'
import { mergeMetadata, need } from '../resources/shared'
import type { Stored } from '../store'
import { confirmSession } from './checkout-confirm'
import { couponAmount, discountParams } from './checkout-totals'
import { usableCode } from './discounts'
import { refuseUnsupported } from './supported'

const path = '/v1/checkout/sessions'
const object = 'checkout.session'

/** Stripe docs (create a session): it can be paid for 24 hours unless `expires_at` says otherwise (30 minutes at least). */
const daySeconds = 86_400

const supported = [
  'allow_promotion_codes',
  'billing_address_collection',
  'cancel_url',
  'client_reference_id',
  'customer',
  'customer_email',
  'discounts',
  'expires_at',
  'line_items',
  'locale',
  'metadata',
  'mode',
  'payment_method_collection',
  'subscription_data',
  'success_url',
]

export const operations: Operation[] = [
  { method: 'POST', path, params: 'CheckoutSessionCreateParams', run: ({ ctx, params }) => create(ctx, params) },
  { method: 'GET', path, params: 'CheckoutSessionListParams', run: ({ ctx, params }) => list(ctx, params) },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, object, at.id ?? '') },
  {
    method: 'GET',
    path: `${path}/:id/line_items`,
    params: 'CheckoutSessionListLineItemsParams',
    run: ({ ctx, path: at, params }) => {
      const session = need(ctx, object, at.id ?? '')
      return pageOf([...(session._line_items as Stored[])].reverse(), params, `${path}/${session.id}/line_items`)
    },
  },
  {
    method: 'POST',
    path: `${path}/:id/expire`,
    params: null,
    run: ({ ctx, path: at }) => expire(ctx, need(ctx, object, at.id ?? '')),
  },
  {
    method: 'POST',
    path: '/_internal/checkout/sessions/:id/confirm',
    params: null,
    run: ({ ctx, path: at, params }) => confirmSession(ctx, need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'POST',
    path: '/_internal/checkout/sessions/:id/apply_promotion_code',
    params: null,
    run: ({ ctx, path: at, params }) => applyCode(ctx, need(ctx, object, at.id ?? ''), params.code),
  },
  {
    method: 'POST',
    path: '/_internal/checkout/sessions/:id/remove_promotion_code',
    params: null,
    run: ({ ctx, path: at }) => withDiscounts(ctx, need(ctx, object, at.id ?? ''), []),
  },
]

function create(ctx: Context, params: Params): Stored {
  refuseUnsupported(params, supported)
  if (params.mode !== 'subscription') {
    throw invalid('The stand-in only implements Checkout with mode=subscription; see dev/stripe/README.md.', 'mode')
  }
  const customer = params.customer ? need(ctx, 'customer', params.customer, 'customer') : null
  if (customer && params.customer_email) {
    throw invalid('You may only specify one of these parameters: customer, customer_email.', 'customer_email')
  }
  if (params.allow_promotion_codes && params.discounts) {
    throw invalid('You may only specify one of these parameters: allow_promotion_codes, discounts.', 'discounts')
  }
  if (!params.success_url) throw invalid('Missing required param: success_url.', 'success_url', 'parameter_missing')
  requireUrl(params.success_url.replaceAll('{CHECKOUT_SESSION_ID}', 'id'), 'success_url')
  requireUrl(params.cancel_url, 'cancel_url')
  const data = params.subscription_data ?? {}
  refuseUnsupported(data, [
    'description',
    'metadata',
    'trial_end',
    'trial_period_days',
    'trial_settings',
    'billing_mode',
  ])
  const now = ctx.now(customer?.id)
  const items = lineItems(ctx, params.line_items ?? [])
  const id = `cs_test_${newId('x').slice(2)}${newId('x').slice(2)}`
  const session = ctx.store.put({
    id,
    object,
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: params.allow_promotion_codes ?? null,
    allowed_payment_method_types: null,
    amount_subtotal: null,
    amount_total: null,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: params.billing_address_collection ?? null,
    cancel_url: params.cancel_url ?? null,
    client_reference_id: params.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: now,
    currency: items[0]?.currency ?? null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: customer?.id ?? null,
    customer_account: null,
    customer_creation: customer ? null : 'always',
    customer_details: null,
    customer_email: params.customer_email ?? null,
    discounts: discountParams(ctx, params.discounts, customer?.id ?? null),
    expires_at: expiryOf(params.expires_at, now),
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: params.locale ?? null,
    managed_payments: null,
    metadata: mergeMetadata({}, params.metadata),
    mode: params.mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: params.payment_method_collection ?? 'always',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: params.success_url,
    total_details: null,
    ui_mode: 'hosted_page',
    url: `${ctx.origin}/c/pay/${id}`,
    wallet_options: null,
    _line_items: items,
    _subscription_data: data,
    _intent: null,
  })
  return withDiscounts(ctx, session, session.discounts)
}

function expiryOf(wanted: number | undefined, now: number): number {
  const at = wanted ?? now + daySeconds
  if (at >= now + 1800 - 60 && at <= now + daySeconds + 60) return at
  throw invalid(
    'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.',
    'expires_at',
  )
}

function lineItems(ctx: Context, wanted: Params[]): Stored[] {
  if (wanted.length === 0) {
    throw invalid('You must provide line_items when creating a Checkout Session in subscription mode.', 'line_items')
  }
  const items = wanted.map((item, index) => {
    const at = `line_items[${index}]`
    refuseUnsupported(item, ['price', 'quantity'])
    const price = need(ctx, 'price', item.price, `${at}[price]`)
    if (!price.active)
      throw invalid(`The price specified is inactive. This field only accepts active prices.`, `${at}[price]`)
    const quantity = item.quantity ?? 1
    const amount = price.unit_amount * quantity
    return {
      id: newId('li'),
      object: 'item',
      adjustable_quantity: null,
      amount_discount: 0,
      amount_subtotal: amount,
      amount_tax: 0,
      amount_total: amount,
      created: ctx.wallClock(),
      currency: price.currency as string,
      description: need(ctx, 'product', price.product).name,
      metadata: {},
      price,
      quantity,
    }
  })
  if (!items.some((item) => item.price.recurring)) {
    throw invalid(
      'You must provide at least one recurring price in `subscription` mode when using prices.',
      'line_items',
    )
  }
  return items
}

function applyCode(ctx: Context, session: Stored, text: string): Stored {
  const wanted = text.trim().toLowerCase()
  const found = ctx.store.all('promotion_code').find((one) => one.active && one.code.toLowerCase() === wanted)
  if (!session.allow_promotion_codes || !found) throw invalid('This code is invalid.', 'code')
  const code = usableCode(ctx, found.id, session.customer, 'code')
  return withDiscounts(ctx, session, [{ coupon: null, promotion_code: code.id }])
}

/** The session with other discounts, and the amounts that follow from them. */
function withDiscounts(ctx: Context, session: Stored, discounts: Params[] | null): Stored {
  const subtotal = (session._line_items as Stored[]).reduce((sum, item) => sum + item.amount_subtotal, 0)
  const off = couponAmount(ctx, subtotal, discounts ?? [])
  const isTrial = Boolean(session._subscription_data.trial_period_days || session._subscription_data.trial_end)
  return ctx.store.put({
    ...session,
    discounts: discounts ?? [],
    amount_subtotal: isTrial ? 0 : subtotal,
    amount_total: isTrial ? 0 : subtotal - off,
    total_details: { amount_discount: isTrial ? 0 : off, amount_shipping: 0, amount_tax: 0 },
  })
}

function list(ctx: Context, params: Params) {
  const wanted = ctx.store
    .all(object)
    .filter((one) => !params.customer || one.customer === params.customer)
    .filter((one) => !params.subscription || one.subscription === params.subscription)
    .filter((one) => !params.status || one.status === params.status)
    .filter((one) => !params.payment_intent || one.payment_intent === params.payment_intent)
  return pageOf(wanted, params, path)
}

/** Closes a session that can still be paid. */
export function expire(ctx: Context, session: Stored): Stored {
  if (session.status !== 'open') {
    throw invalid(
      `Only Checkout Sessions with a status in ["open"] can be expired. This Session has a status of \`${session.status}\`.`,
    )
  }
  const expired = ctx.store.put({ ...session, status: 'expired', url: null })
  ctx.emit('checkout.session.expired', expired)
  return expired
}
