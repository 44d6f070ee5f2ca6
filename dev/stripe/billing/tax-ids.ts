import { pageOf } from '../http/list'
import { type Context, invalid, newId, type Operation, type Params } from '../kernel'
import { need } from '../resources/shared'
import type { Stored } from '../store'

const path = '/v1/customers/:id/tax_ids'

export const operations: Operation[] = [
  {
    method: 'POST',
    path,
    params: 'CustomerCreateTaxIdParams',
    run: ({ ctx, path: at, params }) => create(ctx, at.id ?? '', params),
  },
  {
    method: 'GET',
    path,
    params: 'CustomerListTaxIdsParams',
    run: ({ ctx, path: at, params }) => {
      const { id } = need(ctx, 'customer', at.id ?? '')
      return pageOf(
        ctx.store.of(id).filter((one) => one.object === 'tax_id'),
        params,
        `/v1/customers/${id}/tax_ids`,
      )
    },
  },
  {
    method: 'DELETE',
    path: `${path}/:tax`,
    params: null,
    run: ({ ctx, path: at }) => {
      const tax = need(ctx, 'tax_id', at.tax ?? '')
      ctx.store.remove(tax.id)
      ctx.emit('customer.tax_id.deleted', tax)
      return { id: tax.id, object: 'tax_id', deleted: true }
    },
  },
]

// A few of Stripe's formats; a type that is not here is taken as it is.
const formats: Record<string, RegExp> = {
  eu_vat: /^[A-Z]{2}[A-Z0-9]{8,12}$/,
  gb_vat: /^(GB|XI)?\d{9}(\d{3})?$/,
  us_ein: /^\d{2}-?\d{7}$/,
  ch_vat: /^CHE-?\d{3}\.?\d{3}\.?\d{3} ?(MWST|TVA|IVA)$/,
}

function create(ctx: Context, customerId: string, params: Params): Stored {
  const customer = need(ctx, 'customer', customerId)
  const format = formats[params.type]
  if (format && !format.test(params.value))
    throw invalid(`Invalid value for ${params.type}.`, 'value', 'tax_id_invalid')
  const tax = ctx.store.put({
    id: newId('txi'),
    object: 'tax_id',
    country: /^[a-z]{2}_/.test(params.type) ? params.type.slice(0, 2).toUpperCase() : null,
    created: ctx.now(customer.id),
    customer: customer.id,
    customer_account: null,
    livemode: false,
    owner: { type: 'customer', customer: customer.id },
    type: params.type,
    value: params.value,
    verification: null,
  })
  ctx.emit('customer.tax_id.created', tax)
  return tax
}
