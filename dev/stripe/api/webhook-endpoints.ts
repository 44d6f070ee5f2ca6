import type { Operation } from '../engine/core/context'
import { need } from '../engine/core/parameters'
import { pageOf } from '../engine/queries/pagination'
import * as webhookEndpoints from '../engine/webhooks/endpoints'

const path = '/v1/webhook_endpoints'
const object = 'webhook_endpoint'

export const operations: Operation[] = [
  {
    method: 'POST',
    path,
    params: 'WebhookEndpointCreateParams',
    run: ({ ctx, params }) => webhookEndpoints.create(ctx, params),
  },
  {
    method: 'GET',
    path,
    params: 'WebhookEndpointListParams',
    run: ({ ctx, params }) => pageOf(ctx.store.all(object), params, path),
  },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, object, at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'WebhookEndpointUpdateParams',
    run: ({ ctx, path: at, params }) => webhookEndpoints.update(ctx, at.id ?? '', params),
  },
  {
    method: 'DELETE',
    path: `${path}/:id`,
    params: null,
    run: ({ ctx, path: at }) => webhookEndpoints.remove(ctx, at.id ?? ''),
  },
]
