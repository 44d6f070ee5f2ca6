import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { settingsOf } from '../core/account-settings'
import { type Context, invalid, newId, type Params } from '../core/context'
import { addressOf, mergeMetadata, need, orNull, previousOf } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { ownCard } from '../payments/payment-methods'
import { includable } from '../queries/expand'
import { pageOf } from '../queries/pagination'
import { recordBalance } from './balance-transactions'

const path = '/v1/customers'

includable('customer', 'subscriptions', (ctx, { id }) => {
  const live = ctx.store.of(id).filter((one) => one.object === 'subscription' && one.status !== 'canceled')
  return { ...pageOf(live, {}, `${path}/${id}/subscriptions`), total_count: live.length }
})
includable('customer', 'tax_ids', (ctx, { id }) => {
  const taxIds = ctx.store.of(id).filter((one) => one.object === 'tax_id')
  return pageOf(taxIds, {}, `${path}/${id}/tax_ids`)
})

// Observed for customers with no known location and no credit.
includable('customer', 'tax', () => ({
  automatic_tax: 'unrecognized_location',
  ip_address: null,
  location: null,
  provider: 'stripe',
}))
includable('customer', 'invoice_credit_balance', () => ({}))

const unsupported = ['cash_balance', 'source', 'default_source', 'tax', 'validate', 'customer_account']

function rejectUnsupportedFields(params: Params): void {
  const others = Object.keys(params).filter((name) => !unsupported.includes(name))
  rejectUnsupported(params, others)
}

export function create(ctx: Context, params: Params): Stored {
  rejectUnsupportedFields(params)
  const clock = params.test_clock ? need(ctx, 'test_helpers.test_clock', params.test_clock, 'test_clock') : null
  if (clock) requireRoom(ctx, clock)
  requireEmail(params.email)
  const customer = {
    id: newId('cus').slice(0, 18),
    object: 'customer',
    address: addressOf(params.address),
    balance: 0,
    created: clock?.frozen_time ?? ctx.wallClock(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: orNull<string>(params.description, null),
    discount: null,
    email: orNull<string>(params.email, null),
    invoice_prefix: prefixOf(params.invoice_prefix) ?? newId('x').slice(2, 10).toUpperCase(),
    invoice_settings: invoiceSettings(undefined, {}),
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    name: orNull<string>(params.name, null),
    next_invoice_sequence: (params.next_invoice_sequence as number | undefined) ?? 1,
    phone: orNull<string>(params.phone, null),
    preferred_locales: (params.preferred_locales || []) as string[],
    shipping: shippingOf(params.shipping),
    tax_exempt: (params.tax_exempt || 'none') as Stripe.Customer.TaxExempt,
    test_clock: (clock?.id ?? null) as string | null,
    ...namesOf(params),
  } satisfies View<Stripe.Customer>
  ctx.store.put(customer)
  if (params.balance) recordBalance(ctx, customer.id, { amount: params.balance, currency: 'usd', type: 'initial' })
  const { emissions } = ctx.holdEvents(() => {
    for (const tax of params.tax_id_data ?? []) ctx.call('POST', `${path}/${customer.id}/tax_ids`, tax)
    if (!params.payment_method) return
    ctx.call('POST', `/v1/payment_methods/${params.payment_method}/attach`, { customer: customer.id })
  })
  const settings = withOwnCard(ctx, customer.id, params.invoice_settings)
  ctx.store.patch(customer.id, { invoice_settings: invoiceSettings(settings, {}) })
  ctx.emit('customer.created', need(ctx, 'customer', customer.id))
  for (const { type, object, previous } of emissions) ctx.emit(type, object, previous)
  return need(ctx, 'customer', customer.id)
}

function withOwnCard(ctx: Context, customer: string, settings: Params | undefined): Params | undefined {
  const card = settings?.default_payment_method
  if (!card) return settings
  const param = 'invoice_settings[default_payment_method]'
  return { ...settings, default_payment_method: ownCard(ctx, customer, card, param) }
}

/** General knowledge: a test clock accepts three customers. The test controls can raise the limit. */
function requireRoom(ctx: Context, clock: Stored): void {
  const { customers_per_clock: max } = settingsOf(ctx)
  const there = ctx.store.all('customer').filter((one) => one.test_clock === clock.id && !one.deleted)
  if (there.length < max) return
  throw invalid(`You can only have up to ${max} customers on a test clock.`, 'test_clock')
}

/** `business_name` and `individual_name` exist only if they were provided (SDK type Customer). */
function namesOf({ business_name: business, individual_name: individual }: Params) {
  return {
    ...(business ? { business_name: business as string } : {}),
    ...(individual ? { individual_name: individual as string } : {}),
  }
}

function prefixOf(prefix: string | undefined): string | undefined {
  // Stripe docs (create a customer): "must be 3–12 uppercase letters or numbers".
  if (prefix === undefined || /^[A-Z0-9]{3,12}$/.test(prefix)) return prefix
  throw invalid('Invoice prefix must be 3-12 uppercase letters or numbers.', 'invoice_prefix')
}

function requireEmail(email: unknown): void {
  if (typeof email === 'string' && email !== '' && !/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw invalid(`Invalid email address: ${email.slice(0, 100)}`, 'email', 'email_invalid')
  }
}

function shippingOf(shipping: Params | '' | null | undefined) {
  if (!shipping) return null
  return { address: addressOf(shipping.address) ?? undefined, name: shipping.name, phone: shipping.phone || null }
}

function invoiceSettings(change: Params | undefined, before: Params) {
  const { default_payment_method: card, footer, custom_fields: fields, rendering_options: rendering } = change ?? {}
  return {
    custom_fields: orNull<Stripe.Customer.InvoiceSettings.CustomField[]>(fields, before.custom_fields ?? null),
    default_payment_method: orNull<string>(card, before.default_payment_method ?? null),
    footer: orNull<string>(footer, before.footer ?? null),
    rendering_options: orNull<Stripe.Customer.InvoiceSettings.RenderingOptions>(
      rendering,
      before.rendering_options ?? null,
    ),
  }
}

export function retrieve(ctx: Context, id: string): Params {
  const tombstone = ctx.store.get(id)
  if (tombstone?.object === 'customer' && tombstone.deleted) return { id, object: 'customer', deleted: true }
  return need(ctx, 'customer', id)
}

export function all(ctx: Context): Stored[] {
  return ctx.store.all('customer').filter((customer) => !customer.deleted)
}

export function list(ctx: Context, params: Params) {
  const wanted = all(ctx)
    .filter((customer) => params.email === undefined || customer.email === params.email)
    .filter((customer) => params.test_clock === undefined || customer.test_clock === params.test_clock)
  return pageOf(wanted, params, path)
}

export function update(ctx: Context, id: string, params: Params): Stored {
  rejectUnsupportedFields(params)
  const before = need(ctx, 'customer', id)
  requireEmail(params.email)
  const settings = withOwnCard(ctx, id, params.invoice_settings)
  const fields = ['description', 'email', 'name', 'phone'] as const
  const changed = Object.fromEntries(fields.map((field) => [field, orNull(params[field], before[field])]))
  if (params.balance !== undefined && params.balance !== before.balance) {
    const amount = params.balance - before.balance
    recordBalance(ctx, id, { amount, currency: before.currency ?? 'usd', type: 'adjustment' })
  }
  const after = ctx.store.put({
    ...need(ctx, 'customer', id),
    ...changed,
    ...namesOf(params),
    address: params.address === undefined ? before.address : addressOf(params.address),
    invoice_prefix: prefixOf(params.invoice_prefix) ?? before.invoice_prefix,
    invoice_settings: invoiceSettings(settings, before.invoice_settings),
    metadata: mergeMetadata(before.metadata, params.metadata),
    next_invoice_sequence: params.next_invoice_sequence ?? before.next_invoice_sequence,
    preferred_locales:
      params.preferred_locales === undefined ? before.preferred_locales : params.preferred_locales || [],
    shipping: params.shipping === undefined ? before.shipping : shippingOf(params.shipping),
    tax_exempt: params.tax_exempt === undefined ? before.tax_exempt : params.tax_exempt || 'none',
  })
  const previous = previousOf(before, after)
  if (Object.keys(previous).length > 0) ctx.emit('customer.updated', after, previous)
  return after
}

/** Stripe docs (delete a customer): "also immediately cancels any active subscriptions on the customer". */
export function remove(ctx: Context, id: string): Params {
  const customer = need(ctx, 'customer', id)
  for (const one of ctx.store.of(id)) {
    const isOver = one.status === 'canceled' || one.status === 'incomplete_expired'
    if (one.object === 'subscription' && !isOver) ctx.call('DELETE', `/v1/subscriptions/${one.id}`)
  }
  // Assumed: scheduled work for a deleted customer does not run.
  for (const one of ctx.store.of(id)) {
    const isWaiting = one.object === 'subscription_schedule' && one.status === 'not_started'
    if (isWaiting) ctx.call('POST', `/v1/subscription_schedules/${one.id}/cancel`)
    if (one.object === 'invoice' && one.auto_advance) ctx.store.put({ ...one, auto_advance: false })
  }
  ctx.emit('customer.deleted', customer)
  ctx.store.put({ ...customer, deleted: true })
  return { id, object: 'customer', deleted: true }
}
