import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, invalid, newId, type Params } from '../core/context'
import { mergeMetadata, need, orNull, requireUrl } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'

const object = 'webhook_endpoint'

/** Stripe docs (webhooks): at most sixteen endpoints. Assumed message. */
const maxEndpoints = 16

export function create(ctx: Context, params: Params): Stored & { secret: string } {
  rejectUnsupported(params, ['api_version', 'description', 'enabled_events', 'metadata', 'url'])
  if (ctx.store.all(object).length >= maxEndpoints) {
    throw invalid(`You have reached the maximum of ${maxEndpoints} test webhook endpoints.`)
  }
  requireUrl(params.url, 'url')
  requireEvents(params.enabled_events)
  const secret = newId('whsec')
  const endpoint = {
    id: newId('we'),
    object,
    api_version: (params.api_version ?? null) as string | null,
    application: null,
    created: ctx.wallClock(),
    description: orNull<string>(params.description, null),
    enabled_events: params.enabled_events as string[],
    livemode: false,
    metadata: mergeMetadata({}, params.metadata),
    status: 'enabled',
    url: params.url as string,
    _secret: secret,
  } satisfies View<Stripe.WebhookEndpoint>
  ctx.store.put(endpoint)
  // Stripe docs (webhook endpoints): only the create response includes the secret.
  return { ...endpoint, secret }
}

function requireEvents(events: string[] | undefined): void {
  if (events === undefined || (Array.isArray(events) && events.length > 0)) return
  throw invalid('You must listen for at least one event.', 'enabled_events', 'parameter_invalid_empty')
}

export function update(ctx: Context, id: string, params: Params): Stored {
  const before = need(ctx, object, id)
  requireUrl(params.url, 'url')
  requireEvents(params.enabled_events)
  const status = params.disabled === undefined ? before.status : params.disabled ? 'disabled' : 'enabled'
  const { url = before.url, enabled_events = before.enabled_events } = params
  const description = orNull(params.description, before.description)
  const metadata = mergeMetadata(before.metadata, params.metadata)
  return ctx.store.put({ ...before, url, enabled_events, status, description, metadata })
}

export function remove(ctx: Context, endpoint: string): Params {
  const { id } = need(ctx, object, endpoint)
  ctx.store.remove(id)
  return { id, object, deleted: true }
}
