import type { Context } from '../../engine/core/context'
import type { Stored } from '../../engine/core/store'

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

/** The price per period before discounts. All items share a currency. */
export function subscriptionAmount(items: Item[]): number {
  return items.reduce((sum, item) => sum + (item.price.unit_amount ?? 0) * item.quantity, 0)
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

/** An amount after coupons, applied in sequence. Never below zero. */
export function discounted(amount: number, coupons: Stored[]): number {
  const left = coupons.reduce((rest, { percent_off: percent, amount_off: fixed }) => {
    return percent ? rest - Math.round((rest * percent) / 100) : rest - (fixed ?? 0)
  }, amount)
  return Math.max(0, left)
}

/** The card that Stripe would charge for a subscription, or null. */
export function chargedCard(ctx: Context, customer: Stored, subscription?: Stored): Stored | null {
  const id = subscription?.default_payment_method ?? customer.invoice_settings?.default_payment_method
  return id ? resolve(ctx, id) : null
}
