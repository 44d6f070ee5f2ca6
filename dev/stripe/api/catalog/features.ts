import * as features from '../../engine/catalog/features'
import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'

const path = '/v1/entitlements/features'
const object = 'entitlements.feature'
const onProduct = '/v1/products/:id/features'

export const operations: Operation[] = [
  { method: 'POST', path, params: 'FeatureCreateParams', run: ({ ctx, params }) => features.create(ctx, params) },
  { method: 'GET', path, params: 'FeatureListParams', run: ({ ctx, params }) => features.list(ctx, params) },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, object, at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'FeatureUpdateParams',
    run: ({ ctx, path: at, params }) => features.update(ctx, at.id ?? '', params),
  },
  {
    method: 'POST',
    path: onProduct,
    params: 'ProductFeatureCreateParams',
    run: ({ ctx, path: at, params }) => features.attach(ctx, at.id ?? '', params.entitlement_feature),
  },
  {
    method: 'GET',
    path: onProduct,
    params: 'ProductFeatureListParams',
    run: ({ ctx, path: at, params }) => features.listAttached(ctx, at.id ?? '', params),
  },
  {
    method: 'GET',
    path: `${onProduct}/:feature`,
    params: null,
    run: ({ ctx, path: at }) => features.attached(ctx, at),
  },
  {
    method: 'DELETE',
    path: `${onProduct}/:feature`,
    params: null,
    run: ({ ctx, path: at }) => features.detach(ctx, at),
  },
]
