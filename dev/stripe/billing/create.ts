import { type Context, type Emission, invalid, newId, type Params, StripeError } from '../kernel'
import { mergeMetadata, need } from '../resources/shared'
import type { Stored } from '../store'
import { discountsFrom } from './discounts'
import { cardFor, collect, createInvoice, finalizeInvoice, noCard, unpaidError } from './invoices'
import { itemList, newItem, periodOf, priceFor, withDebits } from './items'
import { periodLine, trialLine } from './lines'
import { methodOf } from './payment-methods'
import { addIntervals, type Rhythm } from './period'
import { refuseUnsupported } from './supported'

const supported = [
  'billing_mode',
  'cancel_at',
  'cancel_at_period_end',
  'collection_method',
  'currency',
  'customer',
  'default_payment_method',
  'description',
  'discounts',
  'items',
  'metadata',
  'off_session',
  'payment_behavior',
  'payment_settings',
  'proration_behavior',
  'trial_end',
  'trial_period_days',
  'trial_settings',
]

/** Stripe docs (trials): the reminder comes three days before the end, or at once when there are fewer. */
export const trialReminderSeconds = 3 * 86_400

// The order in which Stripe's events come (observed logs); what is not named keeps its place after what is.
const order = [
  'payment_method.attached',
  'customer.discount.created',
  'charge.succeeded',
  'charge.failed',
  'payment_intent.created',
  'payment_intent.succeeded',
  'customer.subscription.created',
  'customer.subscription.trial_will_end',
  'invoice.created',
  'invoice.finalized',
]

/**
 * Makes a subscription and its first invoice, and charges it as `payment_behavior` says.
 *
 * @param paidBy the payment that Checkout has made already
 */
export function createSubscription(ctx: Context, params: Params, paidBy?: Stored): Stored {
  const { result, emissions } = ctx.holdEvents(() => build(ctx, params, paidBy))
  const others = emissions.filter(({ type }) => type !== 'customer.subscription.updated')
  const created = { type: 'customer.subscription.created', object: result }
  const reminder = remindsAtOnce(ctx, result) ? [{ type: 'customer.subscription.trial_will_end', object: result }] : []
  for (const { type, object, previous } of inOrder([created, ...reminder, ...others])) ctx.emit(type, object, previous)
  return result
}

function inOrder(emissions: Emission[]): Emission[] {
  const rank = ({ type }: Emission) => (order.includes(type) ? order.indexOf(type) : order.length)
  return emissions
    .map((emission, index) => ({ emission, index }))
    .sort((a, b) => rank(a.emission) - rank(b.emission) || a.index - b.index)
    .map(({ emission }) => emission)
}

function remindsAtOnce(ctx: Context, { status, trial_end, customer }: Stored): boolean {
  return status === 'trialing' && trial_end - ctx.now(customer) <= trialReminderSeconds
}

function build(ctx: Context, params: Params, paidBy: Stored | undefined): Stored {
  refuseUnsupported(params, supported)
  const customer = need(ctx, 'customer', params.customer, 'customer')
  if (params.collection_method === 'send_invoice') {
    throw invalid('The stand-in does not implement collection_method=send_invoice.', 'collection_method')
  }
  const initial = firstState(ctx, customer, params)
  const isTrialing = initial.status === 'trialing'
  const due = initial.items.data.some((item: Stored) => item.price.unit_amount * item.quantity > 0)
  const behavior = params.payment_behavior ?? 'allow_incomplete'
  const needsCard = due && !isTrialing && !paidBy && behavior !== 'default_incomplete'
  if (needsCard && !cardFor(ctx, customer.id, initial)) throw noCard()
  const subscription = ctx.store.put(initial)
  const items = subscription.items.data as Stored[]
  const period = periodOf(items)
  const lines = items.map((item) => (isTrialing ? trialLine : periodLine)(ctx, { subscription, item }, period))
  const { discounts } = subscription
  const draft = {
    customer: customer.id,
    subscription,
    reason: 'subscription_create',
    lines,
    discounts,
    period,
  } as const
  const invoice = createInvoice(ctx, { ...draft, finalizesAt: null })
  ctx.store.put({
    ...subscription,
    latest_invoice: invoice.id,
    items: itemList(subscription.id, withDebits(items, invoice)),
  })
  const finalized = finalizeInvoice(ctx, invoice.id, paidBy)
  if (finalized.status === 'open' && behavior !== 'default_incomplete')
    pay(ctx, finalized, behavior, params.off_session)
  return need(ctx, 'subscription', subscription.id)
}

function pay(ctx: Context, invoice: Stored, behavior: string, offSession = false): void {
  const { intent, invoice: after } = collect(ctx, invoice.id, { offSession, isAutomatic: false })
  if (after.status === 'paid' || behavior !== 'error_if_incomplete' || !intent) return
  // Nothing of it stays (Stripe docs: payment_behavior).
  const { status, body } = unpaidError(intent)
  throw new StripeError(status, body)
}

function firstState(ctx: Context, customer: Stored, params: Params): Stored {
  const now = ctx.now(customer.id)
  const id = newId('sub')
  const trialEnd = trialEndOf(params, now)
  const items = itemsFrom(ctx, id, params, now, trialEnd)
  const end = periodOf(items).end
  const card = params.default_payment_method ? ownCard(ctx, customer.id, params.default_payment_method) : null
  const cancelAt = params.cancel_at_period_end
    ? end
    : typeof params.cancel_at === 'string'
      ? end
      : (params.cancel_at ?? null)
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: trialEnd ?? now,
    billing_cycle_anchor_config: null,
    billing_mode: billingMode(params.billing_mode),
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: cancelAt,
    cancel_at_period_end: params.cancel_at_period_end ?? false,
    canceled_at: cancelAt === null ? null : now,
    cancellation_details: {
      comment: null,
      feedback: null,
      feedback_option: null,
      reason: cancelAt === null ? null : 'cancellation_requested',
    },
    collection_method: 'charge_automatically',
    created: now,
    currency: items[0]?.price.currency,
    customer: customer.id,
    customer_account: null,
    days_until_due: null,
    default_payment_method: card,
    default_source: null,
    default_tax_rates: [],
    description: params.description ?? null,
    discounts: discountsFrom(ctx, params.discounts, { customer: customer.id, subscription: id, at: now }),
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: itemList(id, items),
    latest_invoice: null,
    livemode: false,
    managed_payments: { enabled: false },
    metadata: mergeMetadata({}, params.metadata),
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
      ...params.payment_settings,
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: trialEnd ? 'trialing' : 'incomplete',
    test_clock: customer.test_clock,
    transfer_data: null,
    trial_end: trialEnd,
    trial_settings: params.trial_settings ?? { end_behavior: { missing_payment_method: 'create_invoice' } },
    trial_start: trialEnd ? now : null,
    _reminded: trialEnd !== null && trialEnd - now <= trialReminderSeconds,
  }
}

/** Flexible is the default since 2025-09-30.clover (Stripe docs: billing mode). */
function billingMode(mode: Params | undefined): Params {
  const type = mode?.type ?? 'flexible'
  if (type === 'classic') return { type, flexible: null }
  return { type, flexible: { proration_discounts: mode?.flexible?.proration_discounts ?? 'included' } }
}

function trialEndOf(params: Params, now: number): number | null {
  const end = params.trial_end ?? (params.trial_period_days ? now + params.trial_period_days * 86_400 : null)
  if (end === null || end === 'now') return null
  if (end > now) return end
  throw invalid('Invalid timestamp: must be an integer Unix timestamp in the future.', 'trial_end')
}

function itemsFrom(ctx: Context, subscription: string, params: Params, now: number, trialEnd: number | null): Stored[] {
  const wanted = (params.items ?? []) as Params[]
  if (wanted.length === 0) throw invalid('Missing required param: items.', 'items', 'parameter_missing')
  if (wanted.length > 20) throw invalid('You may pass at most 20 items.', 'items')
  const prices = wanted.map((item, index) => {
    refuseUnsupported(item, ['price', 'quantity', 'metadata'])
    return { item, price: priceFor(ctx, item.price, `items[${index}][price]`) }
  })
  if (new Set(prices.map(({ price }) => price.currency)).size > 1) {
    throw invalid('All prices on a subscription must have the same currency.', 'items')
  }
  return prices.map(({ item, price }) => {
    const end = trialEnd ?? addIntervals(now, price.recurring as Rhythm, 1)
    return newItem(ctx, subscription, price, item, { start: now, end }, now)
  })
}

/** A card that the customer has. */
export function ownCard(ctx: Context, customer: string, id: string): string {
  const method = methodOf(ctx, id, 'default_payment_method')
  if (method.customer === customer) return method.id
  throw invalid(
    `The customer does not have a payment method with the ID ${id}. The payment method must be attached to the customer.`,
    'default_payment_method',
    'resource_missing',
  )
}
