import { pageOf } from '../http/list'
import { type Context, invalid, newId, type Operation, type Params } from '../kernel'
import type { Stored } from '../store'
import { mergeMetadata, need, orNull, previousOf } from './shared'

export const operations: Operation[] = [
  { method: 'POST', path: '/v1/prices', params: 'PriceCreateParams', run: ({ ctx, params }) => create(ctx, params) },
  { method: 'GET', path: '/v1/prices', params: 'PriceListParams', run: ({ ctx, params }) => list(ctx, params) },
  { method: 'GET', path: '/v1/prices/:id', params: null, run: ({ ctx, path }) => need(ctx, 'price', path.id ?? '') },
  {
    method: 'POST',
    path: '/v1/prices/:id',
    params: 'PriceUpdateParams',
    run: ({ ctx, path, params }) => update(ctx, path.id ?? '', params),
  },
]

const unsupported = [
  'tiers',
  'tiers_mode',
  'transform_quantity',
  'custom_unit_amount',
  'currency_options',
  'product_data',
]

function create(ctx: Context, params: Params): Stored {
  for (const name of unsupported) {
    if (params[name] !== undefined)
      throw invalid(`The stand-in does not implement ${name}; see dev/stripe/README.md.`, name)
  }
  if (params.unit_amount === undefined)
    throw invalid('Missing required param: unit_amount.', 'unit_amount', 'parameter_missing')
  need(ctx, 'product', params.product, 'product')
  takeLookupKey(ctx, params)
  const price = ctx.store.put({
    id: newId('price'),
    object: 'price',
    active: params.active ?? true,
    billing_scheme: 'per_unit',
    created: ctx.wallClock(),
    currency: params.currency.toLowerCase(),
    custom_unit_amount: null,
    livemode: false,
    lookup_key: params.lookup_key ?? null,
    metadata: mergeMetadata({}, params.metadata),
    nickname: orNull(params.nickname, null),
    product: params.product,
    recurring: params.recurring ? recurringOf(params.recurring) : null,
    tax_behavior: params.tax_behavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: params.recurring ? 'recurring' : 'one_time',
    unit_amount: params.unit_amount,
    unit_amount_decimal: String(params.unit_amount),
  })
  ctx.emit('price.created', price)
  return price
}

function recurringOf(recurring: Params): Params {
  if (recurring.usage_type === 'metered')
    throw invalid('The stand-in does not implement metered prices.', 'recurring[usage_type]')
  const { interval, interval_count = 1, trial_period_days = null } = recurring
  return { interval, interval_count, meter: null, trial_period_days, usage_type: 'licensed' }
}

/** Stripe docs (prices, lookup keys): a key names one price; `transfer_lookup_key` takes it from the one that has it. */
function takeLookupKey(ctx: Context, params: Params): void {
  if (!params.lookup_key) return
  const holder = ctx.store.all('price').find((price) => price.lookup_key === params.lookup_key)
  if (!holder) return
  if (!params.transfer_lookup_key) {
    throw invalid(
      `A price (\`${holder.id}\`) already uses that lookup key. Set \`transfer_lookup_key=true\` if you want to transfer the lookup key to the new price.`,
      'lookup_key',
    )
  }
  ctx.store.patch(holder.id, { lookup_key: null })
}

function update(ctx: Context, id: string, params: Params): Stored {
  const before = need(ctx, 'price', id)
  if (params.lookup_key) takeLookupKey(ctx, params)
  const after = ctx.store.put({
    ...before,
    active: params.active ?? before.active,
    lookup_key: orNull(params.lookup_key, before.lookup_key),
    metadata: mergeMetadata(before.metadata, params.metadata),
    nickname: orNull(params.nickname, before.nickname),
    tax_behavior: params.tax_behavior ?? before.tax_behavior,
  })
  ctx.emit('price.updated', after, previousOf(before, after))
  return after
}

function list(ctx: Context, params: Params) {
  const wanted = ctx.store
    .all('price')
    .filter((price) => params.active === undefined || price.active === params.active)
    .filter((price) => params.product === undefined || price.product === params.product)
    .filter((price) => params.type === undefined || price.type === params.type)
    .filter((price) => params.lookup_keys === undefined || params.lookup_keys.includes(price.lookup_key))
  return pageOf(wanted, params, '/v1/prices')
}
