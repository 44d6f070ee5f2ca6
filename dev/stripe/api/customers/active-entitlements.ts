import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import * as activeEntitlements from '../../engine/customers/active-entitlements'

const path = '/v1/entitlements/active_entitlements'
const object = 'entitlements.active_entitlement'

export const operations: Operation[] = [
  {
    method: 'GET',
    path,
    params: 'ActiveEntitlementListParams',
    run: ({ ctx, params }) => activeEntitlements.list(ctx, params),
  },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, object, at.id ?? '') },
]
