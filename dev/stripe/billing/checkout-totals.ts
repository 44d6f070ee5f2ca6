import { type Context, invalid, type Params } from '../kernel'
import { need } from '../resources/shared'
import { usableCode } from './discounts'

/** The discounts of a session as it shows them: a coupon or a promotion code, checked. */
export function discountParams(ctx: Context, wanted: Params[] | undefined, customer: string | null): Params[] {
  if ((wanted?.length ?? 0) > 1) throw invalid('You may only apply one discount to a Checkout Session.', 'discounts')
  return (wanted ?? []).map((one) => {
    if (one.promotion_code) {
      const code = usableCode(ctx, one.promotion_code, customer, 'discounts[0][promotion_code]')
      return { coupon: null, promotion_code: code.id }
    }
    return { coupon: need(ctx, 'coupon', one.coupon, 'discounts[0][coupon]').id, promotion_code: null }
  })
}

/** What a session's discounts take off an amount. */
export function couponAmount(ctx: Context, amount: number, discounts: Params[]): number {
  const left = discounts.reduce((rest, { coupon, promotion_code: code }) => {
    const id = code ? need(ctx, 'promotion_code', code).promotion.coupon : coupon
    const { percent_off: percent, amount_off: fixed } = need(ctx, 'coupon', id)
    return percent ? rest - Math.round((rest * percent) / 100) : Math.max(0, rest - fixed)
  }, amount)
  return amount - left
}
