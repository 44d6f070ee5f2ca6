import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, newId } from '../core/context'
import { moneyText } from '../core/currencies'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { couponOfDiscount } from '../discounts/discounts'
import { covers, sum, withDiscounts } from '../discounts/line-discounts'

/** An invoice line before discounts. Amounts are in the currency's smallest unit, and times are in unix seconds. */
export type Line = {
  /** Its ID on an invoice, which stays the same when the invoice changes. */
  id?: string
  amount: number
  currency: string
  description: string | null
  period: { start: number; end: number }
  price: string | null
  product: string | null
  quantity: number
  unitAmount: number
  subscription: string | null
  item: string | null
  isProration: boolean
  /** Observed: in flexible billing, a proration belongs to the subscription item. */
  isFlexible?: boolean
  /** The charge that a credit partly reverses. */
  credited?: Credited | null
  /** Credits already include discounts, so discounts do not apply to them again. */
  isDiscountable: boolean
  /** Discounts that are already included in the amount. */
  netOf?: string[]
  invoiceItem?: string
  metadata?: Record<string, string>
}

type Credited = Stripe.InvoiceLineItem.Parent.SubscriptionItemDetails.ProrationDetails.CreditedItems

/**
 * The amount and period that an item was billed for. In flexible billing, a later credit reverses part of it. `billed`
 * is set once a line exists.
 */
export type Debit = { amount: number; start: number; end: number; billed?: { invoice: string; line: string } }

/** `Math.round` rounds negative halves up. Credits and debits must round the same way. */
function roundCents(amount: number): number {
  return Math.sign(amount) * Math.round(Math.abs(amount))
}

/** Stripe docs (prorations): calculated to the second, with each line rounded to the nearest cent. */
export function prorated(amount: number, period: { start: number; end: number }, from: number): number {
  if (period.end <= period.start) return 0
  return roundCents((amount * (period.end - from)) / (period.end - period.start))
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})

function day(at: number): string {
  return dayFormat.format(new Date(at * 1000))
}

type ItemOf = { subscription: Stored; item: Stored }

function base(ctx: Context, { subscription, item }: ItemOf) {
  const { price, quantity } = item
  const product = need(ctx, 'product', price.product)
  const label = product.unit_label ? ` ${product.unit_label}` : ''
  return {
    name: product.name as string,
    // Observed: the unit label stays singular.
    title: `${quantity}${label} × ${product.name}`,
    line: {
      currency: price.currency,
      price: price.id,
      product: product.id,
      quantity,
      unitAmount: price.unit_amount,
      subscription: subscription.id,
      item: item.id,
      isFlexible: subscription.billing_mode.type === 'flexible',
    },
  }
}

/** The line for an item's full period, with Stripe's description: `1 seat × Pro (at $19.00 / month)`. */
export function periodLine(ctx: Context, of: ItemOf, period: { start: number; end: number }): Line {
  const { line, title } = base(ctx, of)
  const { interval, interval_count: count } = of.item.price.recurring
  const every = count === 1 ? interval : `every ${count} ${interval}s`
  return {
    ...line,
    amount: line.unitAmount * line.quantity,
    description: `${title} (at ${moneyText(line.unitAmount, line.currency)} / ${every})`,
    period,
    isProration: false,
    isDiscountable: true,
  }
}

/** The line item for a free trial (Stripe docs: billing mode, comparison). */
export function trialLine(ctx: Context, of: ItemOf, period: { start: number; end: number }): Line {
  const { line, name, title } = base(ctx, of)
  const description = line.isFlexible ? `Free trial for ${title}` : `Trial period for ${name}`
  return { ...line, amount: 0, unitAmount: 0, description, period, isProration: false, isDiscountable: true }
}

/**
 * The credit for an item from `at` onward, based on what was billed (flexible) or on its current price (classic).
 * @param sharers number of items that change together, because classic billing splits a fixed discount evenly
 */
export function creditLines(ctx: Context, of: ItemOf, at: number, sharers = 1): Line[] {
  const { line, name, title } = base(ctx, of)
  const period = { start: of.item.current_period_start, end: of.item.current_period_end }
  const billed: Debit[] = of.item._debits ?? []
  const whole = { amount: classicPrice(ctx, of, sharers), ...period, billed: billed[0]?.billed }
  const debits = line.isFlexible ? billed : [whole]
  return debits
    .filter((debit) => debit.end > at && debit.amount !== 0)
    .map((debit) => ({
      ...line,
      amount: -prorated(debit.amount, debit, Math.max(at, debit.start)),
      description: `Unused time on ${line.quantity === 1 ? name : title} after ${day(at)}`,
      period: { start: at, end: debit.end },
      isProration: true,
      isDiscountable: false,
      credited: debit.billed ? { invoice: debit.billed.invoice, invoice_line_items: [debit.billed.line] } : null,
    }))
}

/**
 * Stripe docs (billing mode, comparison): based on the current price, quantity, and discounts, with a fixed discount
 * split evenly.
 */
function classicPrice(ctx: Context, { subscription, item }: ItemOf, sharers: number): number {
  const gross = item.price.unit_amount * item.quantity
  return (subscription.discounts as string[]).reduce((left, id) => {
    const coupon = couponOfDiscount(ctx, id)
    if (!covers(coupon, item.price.product)) return left
    const { percent_off: percent, amount_off: fixed } = coupon
    const off = percent ? roundCents((left * percent) / 100) : Math.min(left, Math.round(fixed / sharers))
    return left - off
  }, gross)
}

/**
 * The charge for an item from `at` to the end of its period, including discounts (Stripe docs: billing mode,
 * `proration_discounts=included`).
 */
export function debitLine(ctx: Context, of: ItemOf, at: number, sharers = 1): Line {
  const { line, name, title } = base(ctx, of)
  const period = { start: of.item.current_period_start, end: of.item.current_period_end }
  const isFlexible = of.subscription.billing_mode.type === 'flexible'
  const net = isFlexible ? flexiblePrice(ctx, of) : classicPrice(ctx, of, sharers)
  return {
    ...line,
    amount: prorated(net, period, at),
    description: `Remaining time on ${line.quantity === 1 ? name : title} after ${day(at)}`,
    period: { start: at, end: period.end },
    isProration: true,
    isDiscountable: false,
    netOf: net === line.unitAmount * line.quantity ? [] : of.subscription.discounts,
  }
}

/** Stripe docs (billing mode, comparison): a fixed discount is split in proportion to the item prices. */
function flexiblePrice(ctx: Context, { subscription, item }: ItemOf): number {
  const all = subscription.items.data as Stored[]
  const lines = all.map((one) => ({ ...base(ctx, { subscription, item: one }).line, id: one.id }))
  const whole = lines.map((line) => ({
    ...line,
    amount: line.unitAmount * line.quantity,
    description: '',
    period: { start: 0, end: 0 },
    isProration: false,
    isDiscountable: true,
  }))
  const index = all.findIndex((one) => one.id === item.id)
  const found = withDiscounts(ctx, whole, subscription.discounts)[index]
  return found ? found.line.amount - sum(found.taken) : item.price.unit_amount * item.quantity
}

export function lineView(line: Line, taken: number[], discounts: string[], invoice: string) {
  const discount_amounts = discounts.map((discount, index) => ({ amount: taken[index] ?? 0, discount }))
  return {
    id: line.id ?? newId('il'),
    // Lines from invoice items do not have the subscription item, which later credits need.
    _item: line.item,
    _net_of: line.netOf ?? [],
    object: 'line_item',
    amount: line.amount,
    currency: line.currency,
    description: line.description,
    discount_amounts,
    discountable: line.isDiscountable,
    discounts: [],
    invoice,
    livemode: false,
    metadata: line.metadata ?? {},
    parent: parentOf(line),
    period: line.period,
    pretax_credit_amounts: asCredits(discount_amounts),
    pricing: pricingOf(line),
    quantity: line.quantity,
    quantity_decimal: String(line.quantity),
    subscription: line.subscription,
    subtotal: line.amount,
    taxes: [],
  } satisfies View<Stripe.InvoiceLineItem>
}

/** A line's price as the API shows it. Observed: a proration has no unit amount. */
export function pricingOf({ price, product, unitAmount, isProration }: Line) {
  if (!price || !product) return null
  const unit_amount_decimal = isProration ? null : String(unitAmount)
  return { type: 'price_details' as const, price_details: { price, product }, unit_amount_decimal }
}

/** Discounts as pretax credits, excluding zero amounts. */
export function asCredits(discounts: { amount: number; discount: string }[]) {
  return discounts.filter(({ amount }) => amount !== 0).map((one) => ({ ...one, type: 'discount' as const }))
}

function parentOf(line: Line): Stripe.InvoiceLineItem.Parent {
  const { subscription, item, invoiceItem = null, isProration, credited = null } = line
  const proration = { proration: isProration, proration_details: { credited_items: credited } }
  const isOfItem = item !== null && (invoiceItem === null || (isProration && line.isFlexible))
  if (invoiceItem && !isOfItem) {
    const invoice_item_details = { invoice_item: invoiceItem, subscription, ...proration }
    return { type: 'invoice_item_details', invoice_item_details, subscription_item_details: null }
  }
  const subscription_item_details = {
    invoice_item: invoiceItem,
    subscription,
    subscription_item: item ?? '',
    ...proration,
  }
  return { type: 'subscription_item_details', invoice_item_details: null, subscription_item_details }
}
