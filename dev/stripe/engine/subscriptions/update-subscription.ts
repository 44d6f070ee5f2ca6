import { type Context, invalid, type Params } from '../core/context'
import { need, previousOf } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { closeInvoice } from '../invoices/collect-invoice'
import { billChange } from './bill-change'
import { isOver } from './end-subscription'
import { type Change, changeOf } from './subscription-change'

const supported = [
  'add_invoice_items',
  'billing_cycle_anchor',
  'cancel_at',
  'cancel_at_period_end',
  'cancellation_details',
  'collection_method',
  'days_until_due',
  'default_payment_method',
  'description',
  'discounts',
  'items',
  'metadata',
  'off_session',
  'pause_collection',
  'payment_behavior',
  'payment_settings',
  'proration_behavior',
  'proration_date',
  'trial_end',
  'trial_settings',
]

/**
 * Updates a subscription and bills the change.
 * @param isPreview stops before charging; the caller rolls back the other changes
 * @returns the updated subscription, and the change's invoice if there is one
 */
export function updateSubscription(
  ctx: Context,
  id: string,
  params: Params,
  isPreview = false,
): { subscription: Stored; invoice: Stored | null } {
  rejectUnsupported(params, supported)
  const before = need(ctx, 'subscription', id)
  requireChangeable(ctx, before, params)
  const change: Change = changeOf(ctx, before, params)
  if (before.pending_update && params.items) closeInvoice(ctx, before._pending.invoice, 'void')
  const base = before.pending_update && params.items ? { ...before, pending_update: null, _pending: null } : before
  const next = { ...base, ...change.fields }
  const { result, emissions } = ctx.holdEvents(() => billChange(ctx, base, next, change, params, isPreview))
  const { subscription, updated, invoice } = result
  const previous = previousOf(before, updated)
  if (Object.keys(previous).length > 0) ctx.emit('customer.subscription.updated', updated, previous)
  emitDiscounts(ctx, before, updated)
  if (change.remindsNow) ctx.emit('customer.subscription.trial_will_end', updated)
  for (const { type, object, previous: was } of emissions) ctx.emit(type, object, was)
  return { subscription: need(ctx, 'subscription', subscription.id), invoice }
}

function emitDiscounts(ctx: Context, before: Stored, after: Stored): void {
  for (const id of after.discounts as string[]) {
    if (!before.discounts.includes(id)) ctx.emit('customer.discount.created', need(ctx, 'discount', id))
  }
  for (const id of before.discounts as string[]) {
    if (!after.discounts.includes(id)) ctx.emit('customer.discount.deleted', need(ctx, 'discount', id))
  }
}

function requireChangeable(ctx: Context, subscription: Stored, params: Params): void {
  const always = new Set(['metadata', 'cancellation_details'])
  if (isOver(subscription) && Object.keys(params).some((key) => !always.has(key))) {
    throw invalid('A canceled subscription can only update its cancellation_details and metadata.')
  }
  const touchesEnd = params.cancel_at !== undefined || params.cancel_at_period_end !== undefined
  if (params.cancel_at !== undefined && params.cancel_at_period_end !== undefined) {
    throw invalid('You may only specify one of these parameters: cancel_at, cancel_at_period_end.', 'cancel_at')
  }
  const schedule = subscription.schedule ? ctx.store.get(subscription.schedule) : undefined
  if (touchesEnd && schedule) {
    throw invalid(
      `The subscription is managed by the subscription schedule \`${schedule.id}\`, and updating any cancelation behavior directly is not allowed. Please update the schedule instead.`,
    )
  }
}

/** `DELETE /v1/subscriptions/:id/discount`: removes all discounts. Returns the last one, or null. */
export function dropDiscounts(ctx: Context, before: Stored): Stored | null {
  const last = (before.discounts as string[]).at(-1)
  if (last === undefined) return null
  const after = ctx.store.put({ ...before, discounts: [] })
  emitDiscounts(ctx, before, after)
  ctx.emit('customer.subscription.updated', after, { discounts: before.discounts })
  return need(ctx, 'discount', last)
}
