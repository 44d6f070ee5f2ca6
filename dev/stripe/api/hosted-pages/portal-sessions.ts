import type { Operation } from '../../engine/core/context'
import * as portalSessions from '../../engine/portal/sessions'

export const operations: Operation[] = [
  {
    method: 'POST',
    path: '/v1/billing_portal/sessions',
    params: 'PortalSessionCreateParams',
    run: ({ ctx, params }) => portalSessions.create(ctx, params),
  },
]
