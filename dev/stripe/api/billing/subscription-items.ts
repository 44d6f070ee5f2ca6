import type { Operation } from '../../engine/core/context'
import * as subscriptionItems from '../../engine/subscriptions/edit-items'

const path = '/v1/subscription_items'

export const operations: Operation[] = [
  {
    method: 'POST',
    path,
    params: 'SubscriptionItemCreateParams',
    run: ({ ctx, params }) => subscriptionItems.create(ctx, params),
  },
  {
    method: 'GET',
    path,
    params: 'SubscriptionItemListParams',
    run: ({ ctx, params }) => subscriptionItems.list(ctx, params),
  },
  {
    method: 'GET',
    path: `${path}/:id`,
    params: null,
    run: ({ ctx, path: at }) => subscriptionItems.find(ctx, at.id ?? '').item,
  },
  {
    method: 'POST',
    path: `${path}/:id`,
    params: 'SubscriptionItemUpdateParams',
    run: ({ ctx, path: at, params }) => subscriptionItems.update(ctx, at.id ?? '', params),
  },
  {
    method: 'DELETE',
    path: `${path}/:id`,
    params: 'SubscriptionItemDeleteParams',
    run: ({ ctx, path: at, params }) => subscriptionItems.remove(ctx, at.id ?? '', params),
  },
]
