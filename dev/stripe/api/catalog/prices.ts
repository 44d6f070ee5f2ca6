import * as prices from '../../engine/catalog/prices'
import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import { searchOf } from '../../engine/queries/search'

const path = '/v1/prices'

export const operations: Operation[] = [
  { method: 'POST', path, params: 'PriceCreateParams', run: ({ ctx, params }) => prices.create(ctx, params) },
  { method: 'GET', path, params: 'PriceListParams', run: ({ ctx, params }) => prices.list(ctx, params) },
  {
    method: 'GET',
    path: `${path}/search`,
    params: 'PriceSearchParams',
    run: ({ ctx, params }) => searchOf(prices.all(ctx), 'prices', params),
  },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, 'price', at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'PriceUpdateParams',
    run: ({ ctx, path: at, params }) => prices.update(ctx, at.id ?? '', params),
  },
]
