import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { inCurrency } from '../catalog/price-currency'
import { sameRhythm } from '../core/billing-period'
import { type Context, invalid, newId, type Params } from '../core/context'
import { mergeMetadata, need } from '../core/parameters'
import type { Stored } from '../core/store'

type Period = { start: number; end: number }

/**
 * Returns an active recurring price for a subscription item. Assumed: a scheduled price still applies if it is archived
 * later.
 */
export function priceFor(ctx: Context, id: unknown, param: string, currency?: string): Stored {
  if (typeof id !== 'string') throw invalid(`Missing required param: ${param}.`, param, 'parameter_missing')
  const price = need(ctx, 'price', id, param)
  if (!price.recurring) {
    throw invalid(
      `The price specified is set to \`type=one_time\` but this field only accepts prices with \`type=recurring\`.`,
      param,
    )
  }
  if (!price.active && !ctx.isAutomatic)
    throw invalid(`The price specified is inactive. This field only accepts active prices.`, param)
  const billed = inCurrency(price, currency)
  if (!billed) throw wrongCurrency(param)
  return billed
}

/** Assumed message. */
export function wrongCurrency(param: string) {
  return invalid('The price must be in the currency of the subscription.', param)
}

/** A subscription can have each price only once. Stripe's message, from public reports. */
export function duplicatePrice(price: string) {
  return invalid(`Cannot add multiple subscription items with the same plan: ${price}`)
}

/**
 * Stripe docs (changelog 2025-07-30, mixed intervals): only flexible billing allows several intervals on one
 * subscription. The message is from public reports.
 */
export function requireSameInterval(mode: string, items: Stored[]): void {
  const [first] = items
  if (mode === 'flexible' || items.every(({ price }) => sameRhythm(price.recurring, first?.price.recurring))) return
  throw invalid(
    'All prices on a subscription must have the same `recurring.interval` and `recurring.interval_count`. If you meant to update an existing subscription item instead of creating a new one, make sure to include the subscription item ID in your request.',
    'items',
  )
}

/** Creates a subscription item. `followPrices` updates its copy of the price. */
export function newItem(subscription: string, price: Stored, params: Params, period: Period, now: number): Stored {
  return {
    id: newId('si').slice(0, 17),
    object: 'subscription_item',
    billing_thresholds: null,
    created: now,
    current_period_end: period.end,
    current_period_start: period.start,
    current_trial: null,
    discounts: [],
    metadata: mergeMetadata({}, params.metadata),
    plan: planOf(price),
    price: price as unknown as View<Stripe.Price>,
    quantity: quantityOf(params.quantity),
    subscription,
    tax_rates: [],
    _debits: [],
  } satisfies View<Stripe.SubscriptionItem>
}

export function quantityOf(quantity: number | undefined): number {
  if (quantity === undefined) return 1
  if (Number.isInteger(quantity) && quantity >= 0) return quantity
  throw invalid('Invalid integer: quantity must be 0 or more', 'quantity', 'parameter_invalid_integer')
}

/** A price as a legacy plan, which Stripe still returns. */
export function planOf(billed: Stored) {
  const price: Stored = billed._shown ?? billed
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: price.recurring.interval,
    interval_count: price.recurring.interval_count,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  } satisfies View<Stripe.Plan>
}

export function itemList(subscription: string, data: Stored[]): Params {
  const url = `/v1/subscription_items?subscription=${subscription}`
  return { object: 'list', data, has_more: false, total_count: data.length, url }
}

export function itemsOf(subscription: Stored): Stored[] {
  return subscription.items.data
}

export function periodOf(items: Stored[]): Period {
  return {
    start: Math.min(...items.map((item) => item.current_period_start)),
    end: Math.max(...items.map((item) => item.current_period_end)),
  }
}

/**
 * The period for an invoice created at `at`: when its lines were added (SDK type Invoice.period_end), not the time that
 * they pay for. Observed: it runs from the start of the items' period until now.
 */
export function invoicePeriod(items: Stored[], at: number): Period {
  return { start: Math.min(periodOf(items).start, at), end: at }
}

export function withDebits(items: Stored[], invoice: Stored): Stored[] {
  return items.map((item) => {
    const own = (invoice.lines.data as Params[]).filter((line) => itemOfLine(line) === item.id && line.amount > 0)
    if (own.length === 0) return item
    const _debits = own.map((line) => ({
      amount: netOf(line),
      ...line.period,
      billed: { invoice: invoice.id, line: line.id },
    }))
    return { ...item, _debits }
  })
}

function itemOfLine(line: Params): string | null {
  return line.parent.subscription_item_details?.subscription_item ?? line._item ?? null
}

function netOf(line: Params): number {
  return (line.discount_amounts as { amount: number }[]).reduce((net, { amount }) => net - amount, line.amount)
}
