import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { addIntervals } from '../core/billing-period'
import { type Context, invalid, newId, type Params } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'

type Owner = { customer: string; subscription: string | null; at: number; checkout?: string; items?: Stored[] }

/**
 * Creates discounts from the `discounts` parameter. Coupons and promotion codes become new discounts. `discount` retains
 * an existing one.
 * @returns the discount IDs, in order
 * @throws StripeError for a coupon or code that cannot be used
 */
export function discountsFrom(ctx: Context, wanted: Params[] | '' | undefined, owner: Owner): string[] {
  if (!wanted) return []
  return wanted.map((one, index) => {
    const at = `discounts[${index}]`
    if (one.discount) return need(ctx, 'discount', one.discount, `${at}[discount]`).id
    requireCurrency(ctx, one, owner, at)
    if (one.promotion_code) {
      const code = usableCode(ctx, one.promotion_code, owner.customer, `${at}[promotion_code]`)
      if (owner.items) {
        const amount = owner.items.reduce((sum, item) => sum + item.price.unit_amount * item.quantity, 0)
        requireMinimum(code, amount, owner.items[0]?.price.currency, `${at}[promotion_code]`)
      }
      return createDiscount(ctx, code.promotion.coupon, code.id, owner).id
    }
    if (!one.coupon) throw invalid('You must pass one of coupon, discount or promotion_code.', at)
    return createDiscount(ctx, need(ctx, 'coupon', one.coupon, `${at}[coupon]`).id, null, owner).id
  })
}

/** A fixed amount applies only in its own currency. Assumed message. */
function requireCurrency(ctx: Context, { coupon: id, promotion_code: code }: Params, owner: Owner, at: string): void {
  const couponId = id ?? (code ? ctx.store.get(code)?.promotion?.coupon : undefined)
  const coupon = couponId ? ctx.store.get(couponId) : undefined
  const subscription = owner.subscription ? ctx.store.get(owner.subscription) : undefined
  const currency = owner.items?.[0]?.price.currency ?? subscription?.currency
  if (!coupon?.amount_off || !currency || coupon.currency === currency) return
  const message = `The coupon ${coupon.id} is in ${coupon.currency} and cannot be used with ${currency}.`
  throw invalid(message, `${at}[${id ? 'coupon' : 'promotion_code'}]`)
}

/** Returns the promotion code if the customer can use it now. */
export function usableCode(ctx: Context, id: string, customer: string | null, param: string): Stored {
  const code = need(ctx, 'promotion_code', id, param)
  const now = ctx.now(customer)
  const isOver = code.expires_at !== null && code.expires_at <= now
  const isUsedUp = code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions
  const isForOthers = code.customer !== null && code.customer !== customer
  const coupon = ctx.store.get(code.promotion.coupon)
  if (!code.active || isOver || isUsedUp || isForOthers || !coupon?.valid) {
    throw invalid('This promotion code cannot be redeemed because it is not active.', param, 'promotion_code_invalid')
  }
  if (code.restrictions.first_time_transaction && customer && hasPaid(ctx, customer)) {
    // Stripe's message, from public reports.
    const message = 'This promotion code cannot be redeemed because the associated customer has prior transactions.'
    throw invalid(message, param, 'promotion_code_invalid')
  }
  return code
}

function hasPaid(ctx: Context, customer: string): boolean {
  return ctx.store.of(customer).some((one) => one.object === 'charge' && one.status === 'succeeded')
}

/** A promotion code can require a minimum amount. Assumed message. */
export function requireMinimum(code: Stored, amount: number, currency: string, param: string): void {
  const { minimum_amount: least, minimum_amount_currency: its } = code.restrictions
  if (least === null || (its === currency && amount >= least)) return
  const message = 'This promotion code cannot be redeemed because the order is below its minimum amount.'
  throw invalid(message, param, 'promotion_code_invalid')
}

function createDiscount(ctx: Context, couponId: string, code: string | null, owner: Owner): Stored {
  const coupon = need(ctx, 'coupon', couponId, 'coupon')
  const isUsedUp = coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions
  if (!coupon.valid || isUsedUp || (coupon.redeem_by !== null && coupon.redeem_by <= owner.at)) {
    throw invalid(`Coupon expired: ${coupon.id}`, 'coupon', 'coupon_expired')
  }
  const months = { interval: 'month', interval_count: 1 } as const
  const discount = {
    id: newId('di'),
    object: 'discount',
    checkout_session: owner.checkout ?? null,
    customer: owner.customer,
    customer_account: null,
    end: coupon.duration === 'repeating' ? addIntervals(owner.at, months, coupon.duration_in_months) : null,
    invoice: null,
    invoice_item: null,
    promotion_code: code,
    source: { type: 'coupon', coupon: coupon.id },
    start: owner.at,
    subscription: owner.subscription,
    subscription_item: null,
  } satisfies View<Stripe.Discount>
  ctx.store.put(discount)
  const times_redeemed = coupon.times_redeemed + 1
  const isLast = coupon.max_redemptions !== null && times_redeemed >= coupon.max_redemptions
  ctx.store.patch(coupon.id, { times_redeemed, valid: coupon.valid && !isLast })
  if (code) ctx.store.patch(code, { times_redeemed: need(ctx, 'promotion_code', code).times_redeemed + 1 })
  return discount
}

/** A discount's coupon, even if the coupon was deleted (Stripe docs: delete a coupon). */
export function couponOfDiscount(ctx: Context, discount: string): Stored {
  const id = need(ctx, 'discount', discount).source.coupon
  return ctx.store.get(id) ?? need(ctx, 'coupon', id)
}

/** The discounts that remain after an invoice uses up those with `duration: once`. */
export function afterInvoice(ctx: Context, discounts: string[], invoice: Stored): string[] {
  const itemized = (invoice.total_discount_amounts as Params[]).filter(({ amount }) => amount > 0)
  const included = (invoice.lines.data as Params[]).flatMap((line) => line._net_of ?? [])
  const taken = new Set([...itemized.map(({ discount }) => discount), ...included])
  return discounts.filter((id) => !(taken.has(id) && couponOfDiscount(ctx, id).duration === 'once'))
}
