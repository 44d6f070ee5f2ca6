import { createHash } from 'node:crypto'
import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, cardError, invalid, missing, newId, type Params, StripeError } from '../core/context'
import { mergeMetadata, need, orNull, previousOf } from '../core/parameters'
import type { Stored } from '../core/store'
import { pageOf } from '../queries/pagination'
import { cardByNumber, isCardNumber, numberOfToken } from './test-cards'

const path = '/v1/payment_methods'

export function ownMethod(ctx: Context, customer: string, id: string): Stored {
  const method = need(ctx, 'payment_method', id)
  if (method.customer === need(ctx, 'customer', customer).id) return method
  throw missing('payment_method', id)
}

/** Observed: an unknown ID is a 404, as for an ID in the path, but `param` has the parameter's name. */
function attachable(ctx: Context, id: string): Stored {
  try {
    return methodOf(ctx, id, 'payment_method')
  } catch (error) {
    if (!(error instanceof StripeError) || error.body.code !== 'resource_missing') throw error
    throw new StripeError(404, error.body)
  }
}

/**
 * Returns the ID of a card attached to the customer. A test token means the newest attached card with its number.
 * @throws StripeError for a card that is unknown or not attached to the customer
 */
export function ownCard(ctx: Context, customer: string, id: string, param = 'default_payment_method'): string {
  const number = numberOfToken(id)
  const method = number
    ? methodsOf(ctx, customer).findLast((one) => one._number === number)
    : need(ctx, 'payment_method', id, param)
  if (method?.customer === customer) return method.id
  throw invalid(
    `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
    param,
    'resource_missing',
  )
}

export function methodOf(ctx: Context, id: string, param: string): Stored {
  const number = numberOfToken(id)
  if (!number) return need(ctx, 'payment_method', id, param)
  const year = new Date(ctx.wallClock() * 1000).getUTCFullYear() + 8
  return create(ctx, { type: 'card', card: { number, exp_month: 12, exp_year: year, cvc: '123' } })
}

export function create(ctx: Context, params: Params): Stored {
  if (params.type !== 'card') throw invalid('The stand-in only implements payment methods of type card.', 'type')
  if (params.card?.token)
    throw invalid('The stand-in does not implement card[token]. Use a pm_card_… token instead.', 'card[token]')
  const { number, exp_month, exp_year, cvc } = params.card ?? {}
  if (!number) throw invalid('Missing required param: card[number].', 'card[number]', 'parameter_missing')
  const digits = String(number).replaceAll(/\s/g, '')
  requireCard(ctx, digits, Number(exp_month), Number(exp_year), cvc)
  const billing = params.billing_details ?? {}
  const method = {
    id: newId('pm'),
    object: 'payment_method',
    allow_redisplay: params.allow_redisplay ?? 'unspecified',
    billing_details: {
      address: {
        city: null,
        country: null,
        line1: null,
        line2: null,
        postal_code: null,
        state: null,
        ...billing.address,
      },
      email: billing.email ?? null,
      name: billing.name ?? null,
      phone: billing.phone ?? null,
      tax_id: null,
    },
    card: cardView(digits, Number(exp_month), Number(exp_year)),
    created: ctx.wallClock(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    type: 'card',
    _number: digits,
    _was_set_up: false,
  } satisfies View<Stripe.PaymentMethod>
  return ctx.store.put(method)
}

function cardView(number: string, exp_month: number, exp_year: number) {
  const { brand, country = 'US' } = cardByNumber(number)
  return {
    brand,
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'unchecked' },
    country,
    display_brand: brand === 'amex' ? 'american_express' : brand,
    exp_month,
    exp_year: exp_year < 100 ? 2000 + exp_year : exp_year,
    fingerprint: createHash('sha256').update(number).digest('base64url').slice(0, 16),
    funding: 'credit',
    generated_from: null,
    last4: number.slice(-4),
    networks: { available: [brand], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  }
}

function requireCard(ctx: Context, number: string, month: number, year: number, cvc: unknown): void {
  const wrong = (code: string, message: string, field: string) => cardError({ code, message, param: field })
  if (!isCardNumber(number)) throw wrong('incorrect_number', 'Your card number is incorrect.', 'number')
  if (!(month >= 1 && month <= 12)) {
    throw wrong('invalid_expiry_month', "Your card's expiration month is invalid.", 'exp_month')
  }
  const full = year < 100 ? 2000 + year : year
  const now = new Date(ctx.wallClock() * 1000)
  if (!(full >= now.getUTCFullYear() && full < now.getUTCFullYear() + 50)) {
    throw wrong('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year')
  }
  if (full === now.getUTCFullYear() && month < now.getUTCMonth() + 1) {
    throw wrong('invalid_expiry_month', "Your card's expiration month is invalid.", 'exp_month')
  }
  if (cvc !== undefined && !/^\d{3,4}$/.test(String(cvc))) {
    throw wrong('invalid_cvc', "Your card's security code is invalid.", 'cvc')
  }
}

export function update(ctx: Context, id: string, params: Params): Stored {
  const before = need(ctx, 'payment_method', id)
  const { exp_month = before.card.exp_month, exp_year = before.card.exp_year } = params.card ?? {}
  const after = ctx.store.put({
    ...before,
    billing_details: { ...before.billing_details, ...params.billing_details },
    card: { ...before.card, exp_month, exp_year },
    metadata: mergeMetadata(before.metadata, params.metadata),
  })
  ctx.emit('payment_method.updated', after, previousOf(before, after))
  return after
}

/** Throws if the bank declines the card (Stripe docs: "You can't attach cards that simulate issuer declines"). */
export function rejectDeclined(method: Stored, param?: string): void {
  const { decline } = cardByNumber(method._number)
  if (decline) throw cardError({ ...decline, param })
}

/** Attaches a payment method. Attaching it to the same customer again changes nothing. */
export function attach(ctx: Context, method: Stored, customer: string): Stored {
  if (method.customer === customer) return method
  if (method.customer) {
    throw invalid('The payment method you provided has already been attached to a customer.', 'payment_method')
  }
  const attached = ctx.store.put({ ...method, customer, card: checked(method.card) })
  ctx.emit('payment_method.attached', attached)
  return attached
}

/** Observed: attaching or charging a card checks its CVC. Here, the CVC is always correct. */
export function checked(card: Params): Params {
  return { ...card, checks: { ...card.checks, cvc_check: 'pass' } }
}

export function detach(ctx: Context, id: string): Stored {
  const method = need(ctx, 'payment_method', id)
  const { customer: customerId } = method
  if (!customerId)
    throw invalid('The payment method you provided is not attached to a customer so detachment is impossible.')
  const detached = ctx.store.put({ ...method, customer: null })
  ctx.emit('payment_method.detached', detached, { customer: customerId })
  const customer = need(ctx, 'customer', customerId)
  if (customer.invoice_settings.default_payment_method === id) {
    const invoice_settings = { ...customer.invoice_settings, default_payment_method: null }
    const after = ctx.store.put({ ...customer, invoice_settings })
    ctx.emit('customer.updated', after, { invoice_settings: { default_payment_method: id } })
  }
  for (const subscription of ctx.store.of(customerId)) {
    if (subscription.object !== 'subscription' || subscription.default_payment_method !== id) continue
    const after = ctx.store.put({ ...subscription, default_payment_method: orNull('', null) })
    ctx.emit('customer.subscription.updated', after, { default_payment_method: id })
  }
  return detached
}

function methodsOf(ctx: Context, customer: string): Stored[] {
  return ctx.store.of(customer).filter((one) => one.object === 'payment_method')
}

export function list(ctx: Context, params: Params) {
  const wanted = params.customer ? methodsOf(ctx, need(ctx, 'customer', params.customer, 'customer').id) : []
  return pageOf(wanted, params, path)
}

/** Attaches a payment method through the API. Rejects cards that the bank declines. */
export function attachTo(ctx: Context, id: string, params: Params): Stored {
  const customer = need(ctx, 'customer', params.customer, 'customer')
  const method = attachable(ctx, id)
  // Observed: `param` is present but empty.
  rejectDeclined(method, '')
  return attach(ctx, method, customer.id)
}

export function listOfCustomer(ctx: Context, id: string, params: Params) {
  const customer = need(ctx, 'customer', id)
  return pageOf(methodsOf(ctx, customer.id), params, `/v1/customers/${customer.id}/payment_methods`)
}
