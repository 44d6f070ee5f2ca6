import * as products from '../../engine/catalog/products'
import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import { searchOf } from '../../engine/queries/search'

const path = '/v1/products'

export const operations: Operation[] = [
  { method: 'POST', path, params: 'ProductCreateParams', run: ({ ctx, params }) => products.create(ctx, params) },
  { method: 'GET', path, params: 'ProductListParams', run: ({ ctx, params }) => products.list(ctx, params) },
  {
    method: 'GET',
    path: `${path}/search`,
    params: 'ProductSearchParams',
    run: ({ ctx, params }) => searchOf(products.all(ctx), 'products', params),
  },
  {
    method: 'GET',
    path: `${path}/:id`,
    params: null,
    run: ({ ctx, path: at }) => need(ctx, 'product', at.id ?? ''),
  },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'ProductUpdateParams',
    run: ({ ctx, path: at, params }) => products.update(ctx, at.id ?? '', params),
  },
  {
    method: 'DELETE',
    path: `${path}/:id`,
    params: null,
    run: ({ ctx, path: at }) => products.remove(ctx, at.id ?? ''),
  },
]
