import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { addIntervals, type BillingInterval } from '../core/billing-period'
import { type Context, invalid, newId, type Params } from '../core/context'
import { currencyOf } from '../core/currencies'
import { mergeMetadata } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { discountsFrom } from '../discounts/discounts'
import { ownCard } from '../payments/payment-methods'
import { collectionOf } from './collection-method'
import { duplicatePrice, itemList, newItem, periodOf, priceFor, requireSameInterval } from './items'
import { trialEndOf, trialReminderSeconds } from './trials'

/** Default values for fields that the request does not set. */
const blank = {
  application: null,
  application_fee_percent: null,
  billing_cycle_anchor_config: null,
  billing_schedules: [] as [],
  billing_thresholds: null,
  customer_account: null,
  default_source: null,
  default_tax_rates: [] as [],
  ended_at: null,
  latest_invoice: null,
  livemode: false,
  next_pending_invoice_item_invoice: null,
  on_behalf_of: null,
  pause_collection: null,
  pending_invoice_item_interval: null,
  pending_setup_intent: null,
  pending_update: null,
  schedule: null,
  transfer_data: null,
}

export function initialSubscription(ctx: Context, customer: Stored, params: Params): Stored {
  const now = ctx.now(customer.id)
  const id = newId('sub')
  const trialEnd = trialEndOf(params, now)
  const items = itemsFrom(ctx, id, params, now, trialEnd)
  const billing_mode = { ...billingMode(params.billing_mode), updated_at: now }
  requireSameInterval(billing_mode.type, items)
  const end = endOf(params, periodOf(items).end, now)
  const card = params.default_payment_method ? ownCard(ctx, customer.id, params.default_payment_method) : null
  const collection = collectionOf(params)
  const isSent = collection.collection_method === 'send_invoice'
  const subscription = {
    id,
    object: 'subscription',
    ...blank,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: trialEnd ?? (params.billing_cycle_anchor as number | undefined) ?? now,
    billing_mode,
    cancel_at: end,
    cancel_at_period_end: (params.cancel_at_period_end ?? false) as boolean,
    canceled_at: end === null ? null : now,
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      reason: end === null ? null : 'cancellation_requested',
    },
    created: now,
    currency: items[0]?.price.currency as string,
    customer: customer.id,
    default_payment_method: card,
    description: (params.description || null) as string | null,
    discounts: discountsFrom(ctx, params.discounts, { customer: customer.id, subscription: id, at: now, items }),
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: itemList(id, items) as unknown as View<Stripe.ApiList<Stripe.SubscriptionItem>>,
    managed_payments: { enabled: false },
    metadata: mergeMetadata({}, params.metadata),
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
      ...params.payment_settings,
    },
    start_date: now,
    // Stripe docs (collection method): a subscription with emailed invoices is active immediately.
    status: trialEnd ? 'trialing' : isSent ? 'active' : 'incomplete',
    test_clock: customer.test_clock as string | null,
    trial_end: trialEnd,
    trial_settings: params.trial_settings ?? { end_behavior: { missing_payment_method: 'create_invoice' } },
    trial_start: trialEnd ? now : null,
    ...collection,
    _reminded: trialEnd !== null && trialEnd - now <= trialReminderSeconds,
  } satisfies View<Stripe.Subscription>
  return subscription
}

function endOf(params: Params, periodEnd: number, now: number): number | null {
  const { cancel_at: at, cancel_at_period_end: atPeriodEnd } = params
  if (at !== undefined && atPeriodEnd !== undefined) {
    throw invalid('You may only specify one of these parameters: cancel_at, cancel_at_period_end.', 'cancel_at')
  }
  if (atPeriodEnd || typeof at === 'string') return periodEnd
  if (at === undefined) return null
  if (at <= now) throw invalid('Invalid timestamp: cancel_at must be in the future.', 'cancel_at')
  return at
}

/** Flexible has been the default since 2025-09-30.clover (Stripe docs: billing mode). */
function billingMode(mode: Params | undefined): Stripe.Subscription.BillingMode {
  if (mode?.type === 'classic') return { type: 'classic', flexible: null }
  return { type: 'flexible', flexible: { proration_discounts: mode?.flexible?.proration_discounts ?? 'included' } }
}

function itemsFrom(ctx: Context, subscription: string, params: Params, now: number, trialEnd: number | null): Stored[] {
  const wanted = (params.items ?? []) as Params[]
  if (wanted.length === 0) throw invalid('Missing required param: items.', 'items', 'parameter_missing')
  if (wanted.length > 20) throw invalid('You may pass at most 20 items.', 'items')
  const prices = wanted.map((item, index) => {
    rejectUnsupported(item, ['price', 'quantity', 'metadata'])
    return {
      item,
      price: priceFor(ctx, item.price, `items[${index}][price]`, params.currency && currencyOf(params.currency)),
    }
  })
  if (new Set(prices.map(({ price }) => price.currency)).size > 1) {
    throw invalid('All prices on a subscription must have the same currency.', 'items')
  }
  const second = prices.find(({ price }, index) => prices.findIndex((one) => one.price.id === price.id) < index)
  if (second) throw duplicatePrice(second.price.id)
  return prices.map(({ item, price }) => {
    const end = trialEnd ?? firstEnd(price.recurring, now, params.billing_cycle_anchor)
    return newItem(subscription, price, item, { start: now, end }, now)
  })
}

/** Stripe docs (billing cycle): an anchor ends the first period early, so it must be within one full interval. */
function firstEnd(interval: BillingInterval, now: number, anchor: number | undefined): number {
  const whole = addIntervals(now, interval, 1)
  if (anchor === undefined) return whole
  if (anchor <= now)
    throw invalid('Invalid timestamp: must be an integer Unix timestamp in the future.', 'billing_cycle_anchor')
  if (anchor <= whole) return anchor
  // Stripe's message, from public reports.
  throw invalid(
    `billing_cycle_anchor cannot be later than next natural billing date (${whole}) for plan`,
    'billing_cycle_anchor',
  )
}
