import { type Context, invalid, newId, type Params } from '../kernel'
import { need } from '../resources/shared'
import type { Stored } from '../store'
import { addIntervals } from './period'

type Owner = { customer: string; subscription: string | null; at: number; checkout?: string; items?: Stored[] }

/**
 * Makes a list of discounts out of the `discounts` parameter: coupons and promotion codes become new ones, `discount`
 * keeps one that is there.
 *
 * @returns the ids, in order
 * @throws StripeError for a coupon or a code that cannot be used
 */
export function discountsFrom(ctx: Context, wanted: Params[] | '' | undefined, owner: Owner): string[] {
  if (!wanted) return []
  return wanted.map((one, index) => {
    const at = `discounts[${index}]`
    if (one.discount) return need(ctx, 'discount', one.discount, `${at}[discount]`).id
    if (one.promotion_code) {
      const code = usableCode(ctx, one.promotion_code, owner.customer, `${at}[promotion_code]`)
      return createDiscount(ctx, code.promotion.coupon, code.id, owner).id
    }
    if (!one.coupon) throw invalid('You must pass one of coupon, discount or promotion_code.', at)
    return createDiscount(ctx, need(ctx, 'coupon', one.coupon, `${at}[coupon]`).id, null, owner).id
  })
}

/** The promotion code of an id, if this customer may use it now. */
export function usableCode(ctx: Context, id: string, customer: string | null, param: string): Stored {
  const code = need(ctx, 'promotion_code', id, param)
  const now = ctx.now(customer)
  const isOver = code.expires_at !== null && code.expires_at <= now
  const isUsedUp = code.max_redemptions !== null && code.times_redeemed >= code.max_redemptions
  const isForOthers = code.customer !== null && code.customer !== customer
  if (!code.active || isOver || isUsedUp || isForOthers) {
    throw invalid('This promotion code cannot be redeemed because it is not active.', param, 'promotion_code_invalid')
  }
  return code
}

function createDiscount(ctx: Context, couponId: string, code: string | null, owner: Owner): Stored {
  const coupon = need(ctx, 'coupon', couponId, 'coupon')
  const isUsedUp = coupon.max_redemptions !== null && coupon.times_redeemed >= coupon.max_redemptions
  if (!coupon.valid || isUsedUp || (coupon.redeem_by !== null && coupon.redeem_by <= owner.at)) {
    throw invalid(`Coupon expired: ${coupon.id}`, 'coupon', 'coupon_expired')
  }
  const months = { interval: 'month', interval_count: 1 } as const
  const discount = ctx.store.put({
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
  })
  ctx.store.patch(coupon.id, { times_redeemed: coupon.times_redeemed + 1 })
  if (code) ctx.store.patch(code, { times_redeemed: need(ctx, 'promotion_code', code).times_redeemed + 1 })
  return discount
}

export function couponOfDiscount(ctx: Context, discount: string): Stored {
  return need(ctx, 'coupon', need(ctx, 'discount', discount).source.coupon)
}

/** The discounts that are still there after an invoice took what counts only once (and really took it). */
export function afterInvoice(ctx: Context, discounts: string[], invoice: Stored): string[] {
  const taken = new Set(
    (invoice.total_discount_amounts as Params[]).filter(({ amount }) => amount > 0).map(({ discount }) => discount),
  )
  return discounts.filter((id) => !(taken.has(id) && couponOfDiscount(ctx, id).duration === 'once'))
}
