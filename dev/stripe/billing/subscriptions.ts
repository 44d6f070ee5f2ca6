import { pageOf } from '../http/list'
import { searchOf } from '../http/search'
import { type Context, invalid, missing, type Operation, type Params, StripeError } from '../kernel'
import { listed, need } from '../resources/shared'
import type { Stored } from '../store'
import { createSubscription } from './create'
import { endSubscription, isOver } from './ending'
import { addPendingItem } from './invoice-items'
import { invoicePending } from './invoicing'
import { itemsOf } from './items'
import { creditLines } from './lines'
import { pauseSubscription } from './pausing'
import { resumeSubscription } from './resuming'
import { refuseUnsupported } from './supported'
import { dropDiscounts, updateSubscription } from './update'

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
    path: `${path}/search`,
    params: 'SubscriptionSearchParams',
    run: ({ ctx, params }) => searchOf(ctx.store.all('subscription'), 'subscriptions', params),
  },
  {
    method: 'POST',
    path: `${path}/:id/migrate`,
    params: 'SubscriptionMigrateParams',
    run: ({ ctx, path: at, params }) => migrate(ctx, need(ctx, 'subscription', at.id ?? ''), params.billing_mode),
  },
  {
    method: 'DELETE',
    path: `${path}/:id/discount`,
    params: null,
    run: ({ ctx, path: at }) => deleteDiscount(ctx, need(ctx, 'subscription', at.id ?? '')),
  },
]

function list(ctx: Context, params: Params) {
  const { status, customer, price } = params
  const wanted = listed(ctx, 'subscription', customer)
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
  if (isOver(subscription)) throw missing('subscription', subscription.id)
  if (params.prorate && subscription.status !== 'trialing') {
    const now = ctx.now(subscription.customer)
    const items = itemsOf(subscription)
    for (const item of items) {
      const lines = creditLines(ctx, { subscription, item }, now, items.length)
      for (const line of lines) addPendingItem(ctx, subscription.customer, line)
    }
  }
  const details = { ...params.cancellation_details, reason: 'cancellation_requested' as const }
  // Observed: the end of the period is not the end any more, though it was asked for then.
  const cancel_at = subscription.cancel_at_period_end ? null : subscription.cancel_at
  const ended = endSubscription(ctx, { ...subscription, cancel_at }, details)
  if (params.invoice_now) invoicePending(ctx, ended)
  return need(ctx, 'subscription', subscription.id)
}

/** Stripe docs (billing mode): a subscription becomes flexible once, and for good. */
function migrate(ctx: Context, before: Stored, mode: Params): Stored {
  if (isOver(before)) throw invalid('A canceled subscription cannot be migrated.')
  if (before.billing_mode.type === 'flexible') {
    throw invalid(
      'This subscription already has billing_mode[type]=flexible, which cannot be changed.',
      'billing_mode[type]',
    )
  }
  const flexible = { proration_discounts: mode.flexible?.proration_discounts ?? 'included' }
  const billing_mode = { type: 'flexible', flexible, updated_at: ctx.now(before.customer) }
  const after = ctx.store.put({ ...before, billing_mode })
  ctx.emit('customer.subscription.updated', after, { billing_mode: before.billing_mode })
  return after
}

function deleteDiscount(ctx: Context, subscription: Stored): Params {
  const dropped = dropDiscounts(ctx, subscription)
  if (dropped) {
    const { end: _, ...shown } = dropped
    return { ...shown, deleted: true }
  }
  const message = `No active discount for subscription: ${subscription.id}`
  throw new StripeError(404, { type: 'invalid_request_error', code: 'resource_missing', message })
}
