import { pageOf } from '../http/list'
import { type Context, invalid, type Operation, type Params } from '../kernel'
import { need } from '../resources/shared'
import type { Stored } from '../store'
import { createSubscription } from './create'
import { endSubscription, isOver } from './ending'
import { addPendingItem } from './invoice-items'
import { itemsOf } from './items'
import { creditLines } from './lines'
import { pauseSubscription, resumeSubscription } from './pausing'
import { refuseUnsupported } from './supported'
import { updateSubscription } from './update'

const path = '/v1/subscriptions'

export const operations: Operation[] = [
  {
    method: 'POST',
    path,
    params: 'SubscriptionCreateParams',
    run: ({ ctx, params }) => createSubscription(ctx, params),
  },
  { method: 'GET', path, params: 'SubscriptionListParams', run: ({ ctx, params }) => list(ctx, params) },
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
    run: ({ ctx, path: at, params }) => cancel(ctx, need(ctx, 'subscription', at.id ?? ''), params),
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
    path: '/v1/subscription_items',
    params: 'SubscriptionItemListParams',
    run: ({ ctx, params }) => {
      const subscription = need(ctx, 'subscription', params.subscription, 'subscription')
      return pageOf([...itemsOf(subscription)].reverse(), params, '/v1/subscription_items')
    },
  },
  {
    method: 'GET',
    path: '/v1/subscription_items/:id',
    params: null,
    run: ({ ctx, path: at }) => {
      const found = ctx.store
        .all('subscription')
        .flatMap(itemsOf)
        .find((item) => item.id === at.id)
      if (!found) throw invalid(`No such subscription_item: '${at.id}'`, 'id', 'resource_missing')
      return found
    },
  },
]

function list(ctx: Context, params: Params) {
  const { status, customer, price } = params
  const wanted = (customer ? ctx.store.of(customer) : ctx.store.all('subscription'))
    .filter((one) => one.object === 'subscription')
    .filter((one) => isWanted(one, status))
    .filter((one) => !price || itemsOf(one).some((item) => item.price.id === price))
    .filter((one) => !params.test_clock || one.test_clock === params.test_clock)
    .filter((one) => !params.collection_method || one.collection_method === params.collection_method)
  return pageOf(wanted, params, path)
}

/** Stripe docs (list subscriptions): without a status, all that have not been canceled. */
function isWanted(subscription: Stored, status: string | undefined): boolean {
  if (status === 'all') return true
  if (status === 'ended') return isOver(subscription)
  return status ? subscription.status === status : subscription.status !== 'canceled'
}

function cancel(ctx: Context, subscription: Stored, params: Params): Stored {
  refuseUnsupported(params, ['cancellation_details', 'prorate', 'invoice_now'])
  if (isOver(subscription)) throw invalid(`No such subscription: '${subscription.id}'`, 'id', 'resource_missing')
  if (params.invoice_now) throw invalid('The stand-in does not implement invoice_now.', 'invoice_now')
  if (params.prorate && subscription.status !== 'trialing') {
    const now = ctx.now(subscription.customer)
    for (const item of itemsOf(subscription)) {
      for (const line of creditLines(ctx, { subscription, item }, now)) addPendingItem(ctx, subscription.customer, line)
    }
  }
  return endSubscription(ctx, subscription, { ...params.cancellation_details, reason: 'cancellation_requested' })
}
