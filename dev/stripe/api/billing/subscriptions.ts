import type { Operation } from '../../engine/core/context'
import { need } from '../../engine/core/parameters'
import { searchOf } from '../../engine/queries/search'
import { createSubscription } from '../../engine/subscriptions/create-subscription'
import { pauseSubscription } from '../../engine/subscriptions/pause-subscription'
import { resumeSubscription } from '../../engine/subscriptions/resume-subscription'
import * as subscriptions from '../../engine/subscriptions/subscriptions'
import { updateSubscription } from '../../engine/subscriptions/update-subscription'

const path = '/v1/subscriptions'

export const operations: Operation[] = [
  {
    method: 'POST',
    path,
    params: 'SubscriptionCreateParams',
    run: ({ ctx, params }) => createSubscription(ctx, params),
  },
  { method: 'GET', path, params: 'SubscriptionListParams', run: ({ ctx, params }) => subscriptions.list(ctx, params) },
  {
    method: 'GET',
    path: `${path}/:id`,
    params: null,
    run: ({ ctx, path: at }) => need(ctx, 'subscription', at.id ?? ''),
  },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'SubscriptionUpdateParams',
    run: ({ ctx, path: at, params }) => updateSubscription(ctx, at.id ?? '', params).subscription,
  },
  {
    method: 'DELETE',
    path: `${path}/:id`,
    params: 'SubscriptionCancelParams',
    run: ({ ctx, path: at, params }) => subscriptions.cancel(ctx, need(ctx, 'subscription', at.id ?? ''), params),
  },
  {
    method: 'POST',
    path: `${path}/:id/pause`,
    params: 'SubscriptionPauseParams',
    run: ({ ctx, path: at, params }) => pauseSubscription(ctx, at.id ?? '', params),
  },
  {
    method: 'POST',
    path: `${path}/:id/resume`,
    params: 'SubscriptionResumeParams',
    run: ({ ctx, path: at, params }) => resumeSubscription(ctx, at.id ?? '', params),
  },
  {
    method: 'GET',
    path: `${path}/search`,
    params: 'SubscriptionSearchParams',
    run: ({ ctx, params }) => searchOf(ctx.store.all('subscription'), 'subscriptions', params),
  },
  {
    method: 'POST',
    path: `${path}/:id/migrate`,
    params: 'SubscriptionMigrateParams',
    run: ({ ctx, path: at, params }) =>
      subscriptions.migrate(ctx, need(ctx, 'subscription', at.id ?? ''), params.billing_mode),
  },
  {
    method: 'DELETE',
    path: `${path}/:id/discount`,
    params: null,
    run: ({ ctx, path: at }) => subscriptions.deleteDiscount(ctx, need(ctx, 'subscription', at.id ?? '')),
  },
]
