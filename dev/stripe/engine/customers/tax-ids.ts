import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, invalid, missing, newId, type Params } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { pageOf } from '../queries/pagination'

export function own(ctx: Context, at: Record<string, string>): Stored {
  const { id } = need(ctx, 'customer', at.id ?? '')
  const tax = need(ctx, 'tax_id', at.tax ?? '')
  if (tax.customer === id) return tax
  throw missing('tax_id', tax.id)
}

// Some of Stripe's formats. Other types are not validated.
const formats: Record<string, RegExp> = {
  eu_vat: /^[A-Z]{2}[A-Z0-9]{8,12}$/,
  gb_vat: /^(GB|XI)?\d{9}(\d{3})?$/,
  us_ein: /^\d{2}-?\d{7}$/,
  ch_vat: /^CHE-?\d{3}\.?\d{3}\.?\d{3} ?(MWST|TVA|IVA)$/,
}

export function create(ctx: Context, customerId: string, params: Params): Stored {
  const customer = need(ctx, 'customer', customerId)
  const format = formats[params.type]
  if (format && !format.test(params.value))
    throw invalid(`Invalid value for ${params.type}.`, 'value', 'tax_id_invalid')
  const tax = {
    id: newId('txi'),
    object: 'tax_id',
    country: countryOf(params.type, params.value),
    created: ctx.now(customer.id),
    customer: customer.id,
    customer_account: null,
    livemode: false,
    owner: { type: 'customer', customer: customer.id, customer_account: null },
    type: params.type as Stripe.TaxId.Type,
    value: params.value as string,
    verification: { status: 'pending', verified_address: null, verified_name: null },
  } satisfies View<Stripe.TaxId>
  ctx.store.put(tax)
  ctx.emit('customer.tax_id.created', tax)
  return tax
}

function countryOf(type: string, value: string): string | null {
  if (type.startsWith('eu_')) return value.slice(0, 2).toUpperCase()
  return /^[a-z]{2}_/.test(type) ? type.slice(0, 2).toUpperCase() : null
}

export function list(ctx: Context, customer: string, params: Params) {
  const { id } = need(ctx, 'customer', customer)
  const wanted = ctx.store.of(id).filter((one) => one.object === 'tax_id')
  return pageOf(wanted, params, `/v1/customers/${id}/tax_ids`)
}

export function remove(ctx: Context, at: Record<string, string>): Params {
  const tax = own(ctx, at)
  ctx.store.remove(tax.id)
  ctx.emit('customer.tax_id.deleted', tax)
  return { id: tax.id, object: 'tax_id', deleted: true }
}
