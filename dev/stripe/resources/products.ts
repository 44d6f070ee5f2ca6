import { pageOf } from '../http/list'
import { type Context, invalid, newId, type Operation, type Params } from '../kernel'
import type { Stored } from '../store'
import { mergeMetadata, need, orNull, previousOf } from './shared'

export const operations: Operation[] = [
  {
    method: 'POST',
    path: '/v1/products',
    params: 'ProductCreateParams',
    run: ({ ctx, params }) => create(ctx, params),
  },
  { method: 'GET', path: '/v1/products', params: 'ProductListParams', run: ({ ctx, params }) => list(ctx, params) },
  {
    method: 'GET',
    path: '/v1/products/:id',
    params: null,
    run: ({ ctx, path }) => need(ctx, 'product', path.id ?? ''),
  },
  {
    method: 'POST',
    path: '/v1/products/:id',
    params: 'ProductUpdateParams',
    run: ({ ctx, path, params }) => update(ctx, path.id ?? '', params),
  },
]

function create(ctx: Context, params: Params): Stored {
  const id = params.id ?? newId('prod').slice(0, 19)
  if (ctx.store.get(id)) throw invalid(`Product already exists.`, 'id', 'resource_already_exists')
  const now = ctx.wallClock()
  const product = ctx.store.put({
    id,
    object: 'product',
    active: params.active ?? true,
    created: now,
    default_price: null,
    description: orNull(params.description, null),
    images: params.images ?? [],
    livemode: false,
    marketing_features: params.marketing_features || [],
    metadata: mergeMetadata({}, params.metadata),
    name: params.name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: params.tax_code ?? null,
    type: 'service',
    unit_label: params.unit_label ?? null,
    updated: now,
    url: null,
  })
  ctx.emit('product.created', product)
  return product
}

function update(ctx: Context, id: string, params: Params): Stored {
  const before = need(ctx, 'product', id)
  const after = ctx.store.put({
    ...before,
    active: params.active ?? before.active,
    description: orNull(params.description, before.description),
    marketing_features:
      params.marketing_features === '' ? [] : (params.marketing_features ?? before.marketing_features),
    metadata: mergeMetadata(before.metadata, params.metadata),
    name: params.name ?? before.name,
    updated: ctx.wallClock(),
  })
  ctx.emit('product.updated', after, previousOf(before, after))
  return after
}

function list(ctx: Context, params: Params) {
  const wanted = ctx.store
    .all('product')
    .filter((product) => params.active === undefined || product.active === params.active)
    .filter((product) => params.ids === undefined || params.ids.includes(product.id))
  return pageOf(wanted, params, '/v1/products')
}
