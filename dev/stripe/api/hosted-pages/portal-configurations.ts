import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import * as portalConfigurations from '../../engine/portal/configurations'

const path = '/v1/billing_portal/configurations'
const object = 'billing_portal.configuration'

export const operations: Operation[] = [
  {
    method: 'POST',
    path,
    params: 'PortalConfigurationCreateParams',
    run: ({ ctx, params }) => portalConfigurations.create(ctx, params),
  },
  {
    method: 'GET',
    path,
    params: 'PortalConfigurationListParams',
    run: ({ ctx, params }) => portalConfigurations.list(ctx, params),
  },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, object, at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'PortalConfigurationUpdateParams',
    run: ({ ctx, path: at, params }) => portalConfigurations.update(ctx, at.id ?? '', params),
  },
]
