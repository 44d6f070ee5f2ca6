import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import * as promotionCodes from '../../engine/discounts/promotion-codes'

const path = '/v1/promotion_codes'

export const operations: Operation[] = [
  {
    method: 'POST',
    path,
    params: 'PromotionCodeCreateParams',
    run: ({ ctx, params }) => promotionCodes.create(ctx, params),
  },
  {
    method: 'GET',
    path,
    params: 'PromotionCodeListParams',
    run: ({ ctx, params }) => promotionCodes.list(ctx, params),
  },
  {
    method: 'GET',
    path: `${path}/:id`,
    params: null,
    run: ({ ctx, path: at }) => need(ctx, 'promotion_code', at.id ?? ''),
  },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'PromotionCodeUpdateParams',
    run: ({ ctx, path: at, params }) => promotionCodes.update(ctx, at.id ?? '', params),
  },
]
