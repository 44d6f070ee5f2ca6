import { periodAround, sameRhythm } from '../../../engine/core/billing-period'
import type { Stored } from '../../../engine/core/store'
import { couponsOf, discounted, periodEnd } from '../../shared/stored-objects'
import type { Visit } from '../visit'
import { type Change, isDeferred } from './read-change'

/** What the customer pays today and on the next invoice. Amounts are in the currency's smallest unit. */
export type Preview = {
  deferredTo: number | null
  endsTrial: boolean
  today: number
  lines: { text: string; amount: number }[]
  recurring: number
  recurringBefore: number
  nextAt: number
}

/** Update parameters, shared by the preview and the change. */
export function updateParams({ configuration }: Visit, subscription: Stored, change: Change) {
  const feature = configuration.features.subscription_update
  const { item, price, quantity, discounts } = change
  const kept = (subscription.discounts as (string | Stored)[]).map((one) => ({
    discount: typeof one === 'string' ? one : one.id,
  }))
  return {
    items: [{ id: item.id, price: price.id, quantity }],
    proration_behavior: feature.proration_behavior ?? 'none',
    ...(feature.billing_cycle_anchor === 'now' ? { billing_cycle_anchor: { type: 'now' } } : {}),
    ...(endsTrial(feature, subscription) ? { trial_end: 'now' } : {}),
    ...(discounts.length > 0 ? { discounts: [...kept, ...discounts] } : {}),
  }
}

/** Stripe docs (configurations): a change ends a free trial unless `trial_update_behavior` is set. */
function endsTrial(feature: Stored, subscription: Stored): boolean {
  return subscription.status === 'trialing' && feature.trial_update_behavior !== 'continue_trial'
}

/**
 * Calculates the cost of a change with Stripe's invoice preview.
 *
 * @throws StripeError when the change would be rejected
 */
export function previewOf(visit: Visit, subscription: Stored, change: Change): Preview {
  const { ctx, configuration } = visit
  const recurringBefore = (change.price.unit_amount ?? 0) * change.quantity
  const recurring = discounted(recurringBefore, [...couponsOf(ctx, subscription), ...change.coupons])
  const amounts = { recurring, recurringBefore }
  const end = periodEnd(subscription)
  if (isDeferred(visit, change)) {
    return { ...amounts, deferredTo: end, endsTrial: false, today: 0, lines: [], nextAt: end }
  }
  const feature = configuration.features.subscription_update
  const trialEnds = endsTrial(feature, subscription)
  const { discounts, ...details } = updateParams(visit, subscription, change)
  const invoice = ctx.call<Stored>('POST', '/v1/invoices/create_preview', {
    customer: subscription.customer,
    subscription: subscription.id,
    subscription_details: details,
    ...(discounts ? { discounts } : {}),
  })
  const lines = (invoice.lines.data as Stored[]).map((line) => ({ text: line.description ?? '', amount: line.amount }))
  const isClassic = subscription.billing_mode.type === 'classic'
  const startsPeriod =
    trialEnds ||
    feature.billing_cycle_anchor === 'now' ||
    (isClassic && !sameRhythm(change.item.price.recurring, change.price.recurring))
  const billsToday = startsPeriod || feature.proration_behavior === 'always_invoice'
  const stillTrials = subscription.status === 'trialing' && !trialEnds
  const isDue = billsToday && !stillTrials
  const now = ctx.now(subscription.customer)
  const anchor = startsPeriod ? now : subscription.billing_cycle_anchor
  return {
    ...amounts,
    deferredTo: null,
    endsTrial: trialEnds,
    today: isDue ? invoice.amount_due : 0,
    lines: isDue ? lines : [],
    nextAt: stillTrials ? end : periodAround(anchor, now, change.price.recurring).end,
  }
}
