import * as testClocks from '../../engine/clock/test-clocks'
import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import { pageOf } from '../../engine/queries/pagination'

const path = '/v1/test_helpers/test_clocks'
const object = 'test_helpers.test_clock'

export const operations: Operation[] = [
  { method: 'POST', path, params: 'TestClockCreateParams', run: ({ ctx, params }) => testClocks.create(ctx, params) },
  {
    method: 'GET',
    path,
    params: 'TestClockListParams',
    run: ({ ctx, params }) => pageOf(ctx.store.all(object), params, path),
  },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, object, at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id/advance`,
    params: 'TestClockAdvanceParams',
    run: ({ ctx, path: at, params }) => testClocks.advance(ctx, need(ctx, object, at.id ?? ''), params.frozen_time),
  },
  {
    method: 'DELETE',
    path: `${path}/:id`,
    params: null,
    run: ({ ctx, path: at }) => testClocks.remove(ctx, need(ctx, object, at.id ?? '')),
  },
]
