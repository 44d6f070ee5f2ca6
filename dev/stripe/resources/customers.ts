import { pageOf } from '../http/list'
import { type Context, invalid, newId, type Operation, type Params } from '../kernel'
import type { Stored } from '../store'
import { mergeMetadata, need, orNull, previousOf } from './shared'

export const operations: Operation[] = [
  {
    method: 'POST',
    path: '/v1/customers',
    params: 'CustomerCreateParams',
    run: ({ ctx, params }) => create(ctx, params),
  },
  { method: 'GET', path: '/v1/customers', params: 'CustomerListParams', run: ({ ctx, params }) => list(ctx, params) },
  { method: 'GET', path: '/v1/customers/:id', params: null, run: ({ ctx, path }) => retrieve(ctx, path.id ?? '') },
  {
    method: 'POST',
    path: '/v1/customers/:id',
    params: 'CustomerUpdateParams',
    run: ({ ctx, path, params }) => update(ctx, path.id ?? '', params),
  },
  { method: 'DELETE', path: '/v1/customers/:id', params: null, run: ({ ctx, path }) => remove(ctx, path.id ?? '') },
]

function create(ctx: Context, params: Params): Stored {
  const clock = params.test_clock ? need(ctx, 'test_helpers.test_clock', params.test_clock, 'test_clock') : null
  requireEmail(params.email)
  const customer = ctx.store.put({
    id: newId('cus').slice(0, 18),
    object: 'customer',
    address: orNull(params.address, null),
    balance: params.balance ?? 0,
    created: clock?.frozen_time ?? ctx.wallClock(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: orNull(params.description, null),
    discount: null,
    email: orNull(params.email, null),
    invoice_prefix: newId('x').slice(2, 10).toUpperCase(),
    invoice_settings: invoiceSettings(params.invoice_settings, { default_payment_method: null }),
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    name: orNull(params.name, null),
    next_invoice_sequence: 1,
    phone: orNull(params.phone, null),
    preferred_locales: params.preferred_locales || [],
    shipping: orNull(params.shipping, null),
    tax_exempt: params.tax_exempt || 'none',
    test_clock: clock?.id ?? null,
  })
  ctx.emit('customer.created', customer)
  if (!params.payment_method) return customer
  ctx.call('POST', `/v1/payment_methods/${params.payment_method}/attach`, { customer: customer.id })
  return need(ctx, 'customer', customer.id)
}

function requireEmail(email: unknown): void {
  if (typeof email === 'string' && email !== '' && !/^[^\s@]+@[^\s@]+$/.test(email)) {
    throw invalid(`Invalid email address: ${email}`, 'email', 'email_invalid')
  }
}

function invoiceSettings(change: Params | undefined, before: Params): Params {
  const base = { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null, ...before }
  const card = orNull(change?.default_payment_method, before.default_payment_method)
  return { ...base, default_payment_method: card }
}

function retrieve(ctx: Context, id: string): Params {
  const tombstone = ctx.store.get(id)
  if (tombstone?.object === 'customer' && tombstone.deleted) return { id, object: 'customer', deleted: true }
  return need(ctx, 'customer', id)
}

function list(ctx: Context, params: Params) {
  const all = ctx.store.all('customer').filter((customer) => !customer.deleted)
  const wanted = all
    .filter((customer) => params.email === undefined || customer.email === params.email)
    .filter((customer) => params.test_clock === undefined || customer.test_clock === params.test_clock)
  return pageOf(wanted, params, '/v1/customers')
}

function update(ctx: Context, id: string, params: Params): Stored {
  const before = need(ctx, 'customer', id)
  requireEmail(params.email)
  const card = params.invoice_settings?.default_payment_method
  if (card) requireOwnCard(ctx, id, card)
  const fields = ['address', 'description', 'email', 'name', 'phone', 'shipping'] as const
  const changed = Object.fromEntries(fields.map((field) => [field, orNull(params[field], before[field])]))
  const after = ctx.store.put({
    ...before,
    ...changed,
    balance: params.balance ?? before.balance,
    invoice_settings: invoiceSettings(params.invoice_settings, before.invoice_settings),
    metadata: mergeMetadata(before.metadata, params.metadata),
    preferred_locales: params.preferred_locales ?? before.preferred_locales,
  })
  const previous = previousOf(before, after)
  if (Object.keys(previous).length > 0) ctx.emit('customer.updated', after, previous)
  return after
}

function requireOwnCard(ctx: Context, customer: string, card: string): void {
  const found = need(ctx, 'payment_method', card, 'invoice_settings[default_payment_method]')
  if (found.customer === customer) return
  throw invalid(
    `The customer does not have a payment method with the ID ${card}. The payment method must be attached to the customer.`,
    'invoice_settings[default_payment_method]',
    'resource_missing',
  )
}

/** Stripe docs (delete a customer): "also immediately cancels any active subscriptions on the customer". */
function remove(ctx: Context, id: string): Params {
  const customer = need(ctx, 'customer', id)
  for (const subscription of ctx.store.all('subscription')) {
    const isOver = subscription.status === 'canceled' || subscription.status === 'incomplete_expired'
    if (subscription.customer === id && !isOver) ctx.call('DELETE', `/v1/subscriptions/${subscription.id}`)
  }
  ctx.emit('customer.deleted', customer)
  ctx.store.put({ ...customer, deleted: true })
  return { id, object: 'customer', deleted: true }
}
