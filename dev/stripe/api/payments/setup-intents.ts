import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import * as setupIntents from '../../engine/payments/setup-intents'

const path = '/v1/setup_intents'
const object = 'setup_intent'

export const operations: Operation[] = [
  {
    method: 'POST',
    path,
    params: 'SetupIntentCreateParams',
    run: ({ ctx, params }) => setupIntents.create(ctx, params),
  },
  {
    method: 'GET',
    path,
    params: 'SetupIntentListParams',
    run: ({ ctx, params }) => setupIntents.list(ctx, params),
  },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, object, at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'SetupIntentUpdateParams',
    run: ({ ctx, path: at, params }) => setupIntents.update(ctx, need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'POST',
    path: `${path}/:id/confirm`,
    params: 'SetupIntentConfirmParams',
    run: ({ ctx, path: at, params }) => setupIntents.confirm(ctx, need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'POST',
    path: `${path}/:id/cancel`,
    params: 'SetupIntentCancelParams',
    run: ({ ctx, path: at, params }) => setupIntents.cancel(ctx, need(ctx, object, at.id ?? ''), params),
  },
]
