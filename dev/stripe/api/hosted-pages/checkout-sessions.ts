import { createSession } from '../../engine/checkout/create-session'
import * as checkoutSessions from '../../engine/checkout/sessions'
import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'

const path = '/v1/checkout/sessions'
const object = 'checkout.session'

export const operations: Operation[] = [
  { method: 'POST', path, params: 'CheckoutSessionCreateParams', run: ({ ctx, params }) => createSession(ctx, params) },
  {
    method: 'GET',
    path,
    params: 'CheckoutSessionListParams',
    run: ({ ctx, params }) => checkoutSessions.list(ctx, params),
  },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, object, at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'CheckoutSessionUpdateParams',
    run: ({ ctx, path: at, params }) => checkoutSessions.update(ctx, need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'GET',
    path: `${path}/:id/line_items`,
    params: 'CheckoutSessionListLineItemsParams',
    run: ({ ctx, path: at, params }) => checkoutSessions.itemsOf(need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'POST',
    path: `${path}/:id/expire`,
    params: null,
    run: ({ ctx, path: at }) => checkoutSessions.expire(ctx, need(ctx, object, at.id ?? '')),
  },
]
