import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import * as charges from '../../engine/payments/charges'

const path = '/v1/charges'

export const operations: Operation[] = [
  { method: 'GET', path, params: 'ChargeListParams', run: ({ ctx, params }) => charges.list(ctx, params) },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, 'charge', at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'ChargeUpdateParams',
    run: ({ ctx, path: at, params }) => charges.update(ctx, at.id ?? '', params),
  },
]
