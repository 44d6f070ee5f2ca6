import { type Context, invalid, type Operation, type Params } from '../engine/core/context'
import { need } from '../engine/core/parameters'
import { pageOf } from '../engine/queries/pagination'

export const operations: Operation[] = [
  { method: 'GET', path: '/v1/events', params: 'EventListParams', run: ({ ctx, params }) => listEvents(ctx, params) },
  { method: 'GET', path: '/v1/events/:id', params: null, run: ({ ctx, path }) => need(ctx, 'event', path.id ?? '') },
]

function listEvents(ctx: Context, params: Params) {
  if (params.type !== undefined && params.types !== undefined) {
    throw invalid('You may only specify one of these parameters: type, types.', 'type')
  }
  // Stripe docs (list events): "up to 20".
  if (params.types?.length > 20) throw invalid('You may list at most 20 types.', 'types')
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
  const source = pattern.split('*').map((part) => part.replaceAll(/[^a-z_0-9]/g, '\\$&'))
  return new RegExp(`^${source.join('.*')}$`).test(type)
}
