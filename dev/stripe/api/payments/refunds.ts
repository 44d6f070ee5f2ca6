import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import * as refunds from '../../engine/payments/refunds'

const path = '/v1/refunds'

export const operations: Operation[] = [
  { method: 'POST', path, params: 'RefundCreateParams', run: ({ ctx, params }) => refunds.create(ctx, params) },
  { method: 'GET', path, params: 'RefundListParams', run: ({ ctx, params }) => refunds.list(ctx, params) },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, 'refund', at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'RefundUpdateParams',
    run: ({ ctx, path: at, params }) => refunds.update(ctx, at.id ?? '', params),
  },
]
