import type { Context } from '../../engine/core/context'
import type { Stored } from '../../engine/core/store'
import { money } from './format'
import type { MessageKey } from './messages-en'
import type { Speech } from './web'

// API objects are stored unexpanded: a field can be an ID or the object itself.

export function resolve(ctx: Context, value: string | Stored): Stored {
  const found = typeof value === 'string' ? ctx.store.get(value) : value
  if (!found) throw new Error(`object not found: ${JSON.stringify(value)}`)
  return found
}

export function productName(ctx: Context, price: Stored): string {
  return resolve(ctx, price.product).name
}

/** The subscriptions that the portal shows: those that are not ended or incomplete, newest first. */
export function currentSubscriptions(ctx: Context, customer: string): Stored[] {
  const list = ctx.call<{ data: Stored[] }>('GET', '/v1/subscriptions', { customer, limit: 100 })
  return list.data.filter((one) => !['canceled', 'incomplete', 'incomplete_expired'].includes(one.status))
}

export type Item = Stored & { price: Stored; quantity: number }

export function itemsOf(ctx: Context, subscription: Stored): Item[] {
  const items = subscription.items.data as Stored[]
  return items.map((item) => ({ ...item, price: resolve(ctx, item.price), quantity: item.quantity ?? 1 }))
}

/** When the current period ends. If items have different periods, the latest end (Stripe docs: billing mode). */
export function periodEnd(subscription: Stored): number {
  return Math.max(...(subscription.items.data as Stored[]).map((item) => item.current_period_end as number))
}

/** The scheduled end, or null. Flexible subscriptions have a date; classic ones may only have the flag. */
export function scheduledEnd(subscription: Stored): number | null {
  return subscription.cancel_at ?? (subscription.cancel_at_period_end ? periodEnd(subscription) : null)
}

/** `$19.00 per month`, or `$30.00 every 3 months`. */
export function recurringText(amount: number, price: Stored, { locale, t }: Speech): string {
  const text = amount === 0 ? t('free') : money(amount, price.currency, locale)
  const { interval, interval_count: count } = price.recurring as { interval: string; interval_count: number }
  if (count > 1) return t('every_intervals', { amount: text, count, interval: t(`${interval}s` as MessageKey) })
  return t('per_interval', { amount: text, interval: t(interval as MessageKey) })
}

/** The price per period before discounts. All items share a currency. */
export function subscriptionAmount(items: Item[]): number {
  return items.reduce((sum, item) => sum + (item.price.unit_amount ?? 0) * item.quantity, 0)
}

/** `Pro`, or `Business (×5)`, as in Stripe's portal. */
export function itemText(ctx: Context, item: { price: Stored; quantity: number }): string {
  const name = productName(ctx, item.price)
  return item.quantity > 1 ? `${name} (×${item.quantity})` : name
}

/** The coupon for a discount, promotion code, or coupon ID. */
export function couponOf(ctx: Context, value: string | Stored): Stored {
  const object = resolve(ctx, value)
  if (object.object === 'discount') return resolve(ctx, object.source.coupon)
  if (object.object === 'promotion_code') return resolve(ctx, object.promotion.coupon)
  return object
}

export function couponsOf(ctx: Context, subscription: Stored): Stored[] {
  return (subscription.discounts as (string | Stored)[]).map((discount) => couponOf(ctx, discount))
}

/** `20% off for 3 months`. */
export function couponText(coupon: Stored, { locale, t }: Speech): string {
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 })
  const amount = coupon.percent_off
    ? percent.format(coupon.percent_off / 100)
    : money(coupon.amount_off, coupon.currency, locale)
  const off = t('off', { amount })
  if (coupon.duration === 'repeating') return `${off} ${t('for_months', { count: coupon.duration_in_months })}`
  return coupon.duration === 'once' ? `${off} ${t('until_invoice')}` : off
}

/** An amount after coupons, applied in sequence. Never below zero. */
export function discounted(amount: number, coupons: Stored[]): number {
  const left = coupons.reduce((rest, { percent_off: percent, amount_off: fixed }) => {
    return percent ? rest - Math.round((rest * percent) / 100) : rest - (fixed ?? 0)
  }, amount)
  return Math.max(0, left)
}

/** Adds calendar intervals. If the month is too short, the result is its last day. */
export function addInterval(seconds: number, interval: string, count: number): number {
  const date = new Date(seconds * 1000)
  if (interval === 'day' || interval === 'week') return seconds + count * (interval === 'week' ? 7 : 1) * 86_400
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + count * (interval === 'year' ? 12 : 1))
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return Math.floor(date.getTime() / 1000)
}

const brandNames: Record<string, string> = { visa: 'Visa', mastercard: 'Mastercard', amex: 'American Express' }

/** `Visa •••• 4242`. */
export function cardText(method: Stored): string {
  const brand = method.card?.brand as string | undefined
  return `${brandNames[brand ?? ''] ?? brand ?? method.type} •••• ${method.card?.last4 ?? ''}`
}

/** The card that Stripe would charge for a subscription, or null. */
export function chargedCard(ctx: Context, customer: Stored, subscription?: Stored): Stored | null {
  const id = subscription?.default_payment_method ?? customer.invoice_settings?.default_payment_method
  return id ? resolve(ctx, id) : null
}
