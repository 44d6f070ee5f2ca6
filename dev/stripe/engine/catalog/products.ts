import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, invalid, newId, type Params } from '../core/context'
import { mergeMetadata, need, orNull, previousOf } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { pageOf } from '../queries/pagination'

const path = '/v1/products'

const supported = [
  'active',
  'default_price',
  'default_price_data',
  'description',
  'id',
  'images',
  'marketing_features',
  'metadata',
  'name',
  'shippable',
  'statement_descriptor',
  'tax_code',
  'unit_label',
  'url',
]

export function create(ctx: Context, params: Params): Stored {
  const { type: kind = 'service', ...rest } = params
  rejectUnsupported(rest, supported)
  if (kind !== 'service') throw invalid('The stand-in only implements products of type service.', 'type')
  const id: string = params.id ?? newId('prod').slice(0, 19)
  if (ctx.store.get(id)) throw invalid('Product already exists.', 'id', 'resource_already_exists')
  requireFeatures(params.marketing_features)
  const now = ctx.wallClock()
  const product = {
    id,
    object: 'product',
    active: (params.active ?? true) as boolean,
    created: now,
    default_price: null,
    description: orNull<string>(params.description, null),
    images: (params.images ?? []) as string[],
    livemode: false,
    marketing_features: (params.marketing_features || []) as Stripe.Product.MarketingFeature[],
    metadata: mergeMetadata({}, params.metadata),
    name: params.name as string,
    package_dimensions: null,
    shippable: (params.shippable ?? null) as boolean | null,
    statement_descriptor: orNull<string>(params.statement_descriptor, null),
    tax_code: orNull<string>(params.tax_code, null),
    tax_details: null,
    type: 'service',
    unit_label: orNull<string>(params.unit_label, null),
    updated: now,
    url: orNull<string>(params.url, null),
  } satisfies View<Stripe.Product>
  ctx.store.put(product)
  if (!params.default_price_data) {
    ctx.emit('product.created', product)
    return product
  }
  const { result: price, emissions } = ctx.holdEvents(() =>
    ctx.call<Stored>('POST', '/v1/prices', { ...params.default_price_data, product: id }),
  )
  const priced = ctx.store.put({ ...product, default_price: price.id })
  ctx.emit('product.created', priced)
  for (const { type, object, previous } of emissions) ctx.emit(type, object, previous)
  return priced
}

/** SDK type ProductCreateParams.marketing_features: "up to 15". */
function requireFeatures(features: Params[] | '' | undefined): void {
  if (!features || features.length <= 15) return
  throw invalid('You may list at most 15 marketing features.', 'marketing_features')
}

export function update(ctx: Context, id: string, params: Params): Stored {
  rejectUnsupported(params, supported)
  const before = need(ctx, 'product', id)
  requireFeatures(params.marketing_features)
  if (params.default_price) requireOwnPrice(ctx, id, params.default_price)
  const listOr = (name: 'images' | 'marketing_features') => (params[name] === '' ? [] : (params[name] ?? before[name]))
  const texts = ['default_price', 'description', 'statement_descriptor', 'tax_code', 'unit_label', 'url'] as const
  const after = ctx.store.put({
    ...before,
    ...Object.fromEntries(texts.map((field) => [field, orNull(params[field], before[field])])),
    active: params.active ?? before.active,
    images: listOr('images'),
    marketing_features: listOr('marketing_features'),
    metadata: mergeMetadata(before.metadata, params.metadata),
    name: params.name ?? before.name,
    shippable: params.shippable ?? before.shippable,
    updated: ctx.wallClock(),
  })
  const previous = previousOf(before, after)
  const changes = Object.keys(previous).length > 0
  if (changes) ctx.emit('product.updated', after, { ...previous, updated: before.updated })
  return after
}

function requireOwnPrice(ctx: Context, product: string, id: string): void {
  const price = need(ctx, 'price', id, 'default_price')
  if (price.product === product && price.active) return
  throw invalid(`The price ${id} is not an active price of this product.`, 'default_price')
}

/** Stripe docs (delete a product): a product with prices cannot be deleted. The message is from public reports. */
export function remove(ctx: Context, id: string): Params {
  const product = need(ctx, 'product', id)
  if (ctx.store.all('price').some((price) => price.product === id)) {
    throw invalid('This product cannot be deleted because it has one or more user-created prices.')
  }
  ctx.store.put({ ...product, deleted: true })
  ctx.emit('product.deleted', product)
  return { id, object: 'product', deleted: true }
}

export function all(ctx: Context): Stored[] {
  return ctx.store.all('product').filter((product) => !product.deleted && !product._is_implicit)
}

export function list(ctx: Context, params: Params) {
  const wanted = all(ctx)
    .filter((product) => params.active === undefined || product.active === params.active)
    .filter((product) => params.ids === undefined || params.ids.includes(product.id))
    .filter((product) => params.shippable === undefined || product.shippable === params.shippable)
    .filter((product) => params.url === undefined || product.url === params.url)
    .filter((product) => params.type === undefined || product.type === params.type)
  return pageOf(wanted, params, path)
}
