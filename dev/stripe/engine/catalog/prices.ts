import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, invalid, newId, type Params } from '../core/context'
import { currencyOf } from '../core/currencies'
import { mergeMetadata, need, orNull, previousOf, requireAtLeast } from '../core/parameters'
import type { Stored } from '../core/store'
import { includable } from '../queries/expand'
import { pageOf } from '../queries/pagination'

const path = '/v1/prices'

// Stripe docs (prices): amounts in other currencies are included only if expanded.
includable('price', 'currency_options', (_ctx, price) => price._currency_options ?? undefined)

const unsupported = ['tiers', 'tiers_mode', 'transform_quantity', 'custom_unit_amount']

export function create(ctx: Context, params: Params): Stored {
  for (const name of unsupported) {
    if (params[name] !== undefined) throw notImplemented(name, name)
  }
  if (params.billing_scheme === 'tiered') throw notImplemented('tiered prices', 'billing_scheme')
  const unit_amount = amountOf(params)
  const currency = currencyOf(params.currency)
  const recurring = params.recurring ? recurringOf(params.recurring) : null
  const product = productOf(ctx, params)
  assignLookupKey(ctx, params)
  const price = {
    id: newId('price'),
    object: 'price',
    active: (params.active ?? true) as boolean,
    billing_scheme: 'per_unit',
    created: ctx.wallClock(),
    currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: (params.lookup_key || null) as string | null,
    metadata: mergeMetadata({}, params.metadata),
    nickname: orNull<string>(params.nickname, null),
    product,
    recurring,
    tax_behavior: (params.tax_behavior ?? 'unspecified') as Stripe.Price.TaxBehavior,
    tiers_mode: null,
    transform_quantity: null,
    type: recurring ? 'recurring' : 'one_time',
    unit_amount,
    unit_amount_decimal: String(unit_amount),
    _currency_options: optionsOf(params.currency_options, { currency, unit_amount, ...params }),
  } satisfies View<Stripe.Price>
  ctx.store.put(price)
  ctx.emit('price.created', price)
  return price
}

function notImplemented(what: string, param: string) {
  return invalid(`The stand-in does not implement ${what}. See the stripe-stand-in README.`, param)
}

function amountOf({ unit_amount: amount, unit_amount_decimal: decimal }: Params, at = ''): number {
  const param = at ? `${at}[unit_amount]` : 'unit_amount'
  if (amount !== undefined && decimal !== undefined) {
    throw invalid(
      'You may only specify one of these parameters: unit_amount, unit_amount_decimal.',
      param,
      'parameter_invalid_string',
    )
  }
  if (decimal !== undefined && !Number.isInteger(Number(decimal))) throw notImplemented('fractions of a cent', param)
  const value = amount ?? (decimal === undefined ? undefined : Number(decimal))
  if (value === undefined) throw invalid(`Missing required param: ${param}.`, param, 'parameter_missing')
  requireAtLeast(value, 0, param)
  return value
}

function productOf(ctx: Context, { product, product_data: data }: Params): string {
  if (product && data) throw invalid('You may only specify one of these parameters: product, product_data.', 'product')
  if (product) return need(ctx, 'product', product, 'product').id
  if (!data) throw invalid('Missing required param: product.', 'product', 'parameter_missing')
  return ctx.call<Stored>('POST', '/v1/products', data).id
}

function optionsOf(options: Params | undefined, base: Params): Params | null {
  if (!options) return null
  const optionOf = ({ unit_amount, tax_behavior }: Params) => ({
    custom_unit_amount: null,
    tax_behavior: tax_behavior ?? 'unspecified',
    unit_amount,
    unit_amount_decimal: String(unit_amount),
  })
  const others = Object.entries(options).map(([currency, option]: [string, Params]) => {
    const at = `currency_options[${currency}]`
    for (const name of ['tiers', 'custom_unit_amount']) {
      if (option[name] !== undefined) throw notImplemented(name, `${at}[${name}]`)
    }
    return [currencyOf(currency, at), optionOf({ ...option, unit_amount: amountOf(option, at) })] as const
  })
  return { [base.currency]: optionOf(base), ...Object.fromEntries(others) }
}

/** Stripe docs (create a price): "maximum of three years interval allowed". */
const maxIntervals: Record<string, number> = { day: 1095, week: 156, month: 36, year: 3 }

function recurringOf(recurring: Params) {
  const at = 'recurring'
  if (recurring.usage_type === 'metered' || recurring.meter) throw notImplemented('metered prices', `${at}[usage_type]`)
  const { interval, interval_count = 1, trial_period_days = null } = recurring
  requireAtLeast(interval_count, 1, `${at}[interval_count]`)
  if (interval_count > (maxIntervals[interval] ?? 0)) {
    const message = `Invalid interval_count: the billing period can be at most three years.`
    throw invalid(message, `${at}[interval_count]`)
  }
  return {
    interval: interval as Stripe.Price.Recurring.Interval,
    interval_count: interval_count as number,
    meter: null,
    trial_period_days: trial_period_days as number | null,
    usage_type: 'licensed' as const,
  }
}

/** Stripe docs (prices, lookup keys): a key is unique. `transfer_lookup_key` moves it from another price. */
function assignLookupKey(ctx: Context, params: Params, self?: string): void {
  if (!params.lookup_key) return
  const holder = ctx.store.all('price').find((price) => price.lookup_key === params.lookup_key)
  if (!holder || holder.id === self) return
  if (!params.transfer_lookup_key) {
    throw invalid(
      `A price (\`${holder.id}\`) already uses that lookup key. Set \`transfer_lookup_key=true\` if you want to transfer the lookup key to the new price.`,
      'lookup_key',
    )
  }
  ctx.emit('price.updated', ctx.store.patch(holder.id, { lookup_key: null }), { lookup_key: params.lookup_key })
}

export function update(ctx: Context, id: string, params: Params): Stored {
  const before = need(ctx, 'price', id)
  assignLookupKey(ctx, params, id)
  if (params.active === false && need(ctx, 'product', before.product).default_price === id) {
    // Stripe's message, from public reports.
    throw invalid('This price cannot be archived because it is the default price of its product.', 'active')
  }
  const options = params.currency_options
  const after = ctx.store.put({
    ...before,
    active: params.active ?? before.active,
    lookup_key: orNull(params.lookup_key, before.lookup_key),
    metadata: mergeMetadata(before.metadata, params.metadata),
    nickname: orNull(params.nickname, before.nickname),
    tax_behavior: behaviorOf(before, params.tax_behavior),
    _currency_options: options
      ? { ...before._currency_options, ...optionsOf(options, before) }
      : before._currency_options,
  })
  const previous = previousOf(before, after)
  if (Object.keys(previous).length > 0) ctx.emit('price.updated', after, previous)
  return after
}

/** Stripe docs (prices): `tax_behavior` cannot change after it is set. */
function behaviorOf(before: Stored, wanted: string | undefined): string {
  if (wanted === undefined || wanted === before.tax_behavior) return before.tax_behavior
  if (before.tax_behavior === 'unspecified') return wanted
  throw invalid('The tax_behavior of a price cannot be changed once it is specified.', 'tax_behavior')
}

export function all(ctx: Context): Stored[] {
  return ctx.store.all('price').filter((price) => !price._is_implicit)
}

export function list(ctx: Context, params: Params) {
  const wanted = all(ctx)
    .filter((price) => params.active === undefined || price.active === params.active)
    .filter((price) => params.currency === undefined || price.currency === params.currency)
    .filter((price) => params.product === undefined || price.product === params.product)
    .filter((price) => params.type === undefined || price.type === params.type)
    .filter((price) => params.lookup_keys === undefined || params.lookup_keys.includes(price.lookup_key))
    .filter((price) => !params.recurring?.interval || price.recurring?.interval === params.recurring.interval)
  return pageOf(wanted, params, path)
}
