import { type Context, invalid, missing, type Params, StripeError } from '../core/context'
import { listed, need } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { invoicePending } from '../invoices/bill-pending-items'
import { creditLines } from '../invoices/invoice-lines'
import { addPendingItem } from '../invoices/pending-items'
import { pageOf } from '../queries/pagination'
import { endSubscription, isOver } from './end-subscription'
import { itemsOf } from './items'
import { dropDiscounts } from './update-subscription'

const path = '/v1/subscriptions'

export function list(ctx: Context, params: Params) {
  const { status, customer, price } = params
  const wanted = listed(ctx, 'subscription', customer)
    .filter((one) => isWanted(one, status))
    .filter((one) => !price || itemsOf(one).some((item) => item.price.id === price))
    .filter((one) => !params.test_clock || one.test_clock === params.test_clock)
    .filter((one) => !params.collection_method || one.collection_method === params.collection_method)
  return pageOf(wanted, params, path)
}

/** Stripe docs (list subscriptions): if no status is specified, all that are not canceled. */
function isWanted(subscription: Stored, status: string | undefined): boolean {
  if (status === 'all') return true
  if (status === 'ended') return isOver(subscription)
  return status ? subscription.status === status : subscription.status !== 'canceled'
}

export function cancel(ctx: Context, subscription: Stored, params: Params): Stored {
  rejectUnsupported(params, ['cancellation_details', 'prorate', 'invoice_now'])
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
  // Observed: canceling immediately clears a scheduled cancellation at the end of the period.
  const cancel_at = subscription.cancel_at_period_end ? null : subscription.cancel_at
  const ended = endSubscription(ctx, { ...subscription, cancel_at }, details)
  if (params.invoice_now) invoicePending(ctx, ended)
  return need(ctx, 'subscription', subscription.id)
}

/** Stripe docs (billing mode): migrating to flexible billing is permanent. */
export function migrate(ctx: Context, before: Stored, mode: Params): Stored {
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

export function deleteDiscount(ctx: Context, subscription: Stored): Params {
  const dropped = dropDiscounts(ctx, subscription)
  if (dropped) {
    const { end: _, ...shown } = dropped
    return { ...shown, deleted: true }
  }
  const message = `No active discount for subscription: ${subscription.id}`
  throw new StripeError(404, { type: 'invalid_request_error', code: 'resource_missing', message })
}
