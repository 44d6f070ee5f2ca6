import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import * as coupons from '../../engine/discounts/coupons'

const path = '/v1/coupons'

export const operations: Operation[] = [
  { method: 'POST', path, params: 'CouponCreateParams', run: ({ ctx, params }) => coupons.create(ctx, params) },
  {
    method: 'GET',
    path,
    params: 'CouponListParams',
    run: ({ ctx, params }) => coupons.list(ctx, params),
  },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, 'coupon', at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'CouponUpdateParams',
    run: ({ ctx, path: at, params }) => coupons.update(ctx, at.id ?? '', params),
  },
  { method: 'DELETE', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => coupons.remove(ctx, at.id ?? '') },
]
