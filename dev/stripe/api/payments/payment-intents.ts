import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import * as paymentIntents from '../../engine/payments/payment-intents'

const path = '/v1/payment_intents'
const object = 'payment_intent'

export const operations: Operation[] = [
  {
    method: 'POST',
    path,
    params: 'PaymentIntentCreateParams',
    run: ({ ctx, params }) => paymentIntents.create(ctx, params),
  },
  {
    method: 'GET',
    path,
    params: 'PaymentIntentListParams',
    run: ({ ctx, params }) => paymentIntents.list(ctx, params),
  },
  { method: 'GET', path: `${path}/:id`, params: null, run: ({ ctx, path: at }) => need(ctx, object, at.id ?? '') },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'PaymentIntentUpdateParams',
    run: ({ ctx, path: at, params }) => paymentIntents.update(ctx, need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'POST',
    path: `${path}/:id/confirm`,
    params: 'PaymentIntentConfirmParams',
    run: ({ ctx, path: at, params }) => paymentIntents.confirm(ctx, need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'POST',
    path: `${path}/:id/capture`,
    params: 'PaymentIntentCaptureParams',
    run: ({ ctx, path: at, params }) => paymentIntents.capture(ctx, need(ctx, object, at.id ?? ''), params),
  },
  {
    method: 'POST',
    path: `${path}/:id/cancel`,
    params: 'PaymentIntentCancelParams',
    run: ({ ctx, path: at, params }) => paymentIntents.cancel(ctx, need(ctx, object, at.id ?? ''), params),
  },
]
