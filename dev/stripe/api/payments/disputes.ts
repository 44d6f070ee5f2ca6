import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import * as disputes from '../../engine/payments/disputes'

const path = '/v1/disputes'

export const operations: Operation[] = [
  { method: 'GET', path, params: 'DisputeListParams', run: ({ ctx, params }) => disputes.list(ctx, params) },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, 'dispute', at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'DisputeUpdateParams',
    run: ({ ctx, path: at, params }) => disputes.update(ctx, at.id ?? '', params),
  },
  {
    method: 'POST',
    path: `${path}/:id/close`,
    params: null,
    run: ({ ctx, path: at }) => disputes.close(ctx, need(ctx, 'dispute', at.id ?? '')),
  },
]
