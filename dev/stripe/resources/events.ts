import { pageOf } from '../http/list'
import { type Context, newId, type Operation, type Params } from '../kernel'
import type { Stored } from '../store'
import { mergeMetadata, need } from './shared'

export const operations: Operation[] = [
  { method: 'GET', path: '/v1/events', params: 'EventListParams', run: ({ ctx, params }) => listEvents(ctx, params) },
  { method: 'GET', path: '/v1/events/:id', params: null, run: ({ ctx, path }) => need(ctx, 'event', path.id ?? '') },
  {
    method: 'POST',
    path: '/v1/webhook_endpoints',
    params: 'WebhookEndpointCreateParams',
    run: ({ ctx, params }) => createEndpoint(ctx, params),
  },
  {
    method: 'GET',
    path: '/v1/webhook_endpoints',
    params: 'WebhookEndpointListParams',
    run: ({ ctx, params }) => pageOf(ctx.store.all('webhook_endpoint'), params, '/v1/webhook_endpoints'),
  },
  {
    method: 'GET',
    path: '/v1/webhook_endpoints/:id',
    params: null,
    run: ({ ctx, path }) => need(ctx, 'webhook_endpoint', path.id ?? ''),
  },
  {
    method: 'POST',
    path: '/v1/webhook_endpoints/:id',
    params: 'WebhookEndpointUpdateParams',
    run: ({ ctx, path, params }) => updateEndpoint(ctx, path.id ?? '', params),
  },
  {
    method: 'DELETE',
    path: '/v1/webhook_endpoints/:id',
    params: null,
    run: ({ ctx, path }) => {
      const { id, object } = need(ctx, 'webhook_endpoint', path.id ?? '')
      ctx.store.remove(id)
      return { id, object, deleted: true }
    },
  },
]

function listEvents(ctx: Context, params: Params) {
  const wanted = ctx.store
    .all('event')
    .filter((event) => params.type === undefined || matches(event.type, params.type))
    .filter((event) => params.types === undefined || params.types.includes(event.type))
    .filter(
      (event) => params.delivery_success === undefined || (event.pending_webhooks === 0) === params.delivery_success,
    )
  return pageOf(wanted, params, '/v1/events')
}

/** Stripe docs (list events): the type may contain `*` as a wildcard. */
function matches(type: string, pattern: string): boolean {
  const source = pattern.split('*').map((part) => part.replaceAll('.', '\\.'))
  return new RegExp(`^${source.join('.*')}$`).test(type)
}

function createEndpoint(ctx: Context, params: Params): Stored & { secret: string } {
  const secret = newId('whsec')
  const endpoint = ctx.store.put({
    id: newId('we'),
    object: 'webhook_endpoint',
    api_version: params.api_version ?? null,
    application: null,
    created: ctx.wallClock(),
    description: params.description ?? null,
    enabled_events: params.enabled_events,
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    status: 'enabled',
    url: params.url,
    _secret: secret,
  })
  // Stripe docs (webhook endpoints): the secret is only in the answer to its creation.
  return { ...endpoint, secret }
}

function updateEndpoint(ctx: Context, id: string, params: Params): Stored {
  const before = need(ctx, 'webhook_endpoint', id)
  const status = params.disabled === undefined ? before.status : params.disabled ? 'disabled' : 'enabled'
  const { url = before.url, enabled_events = before.enabled_events } = params
  return ctx.store.put({ ...before, url, enabled_events, status })
}
