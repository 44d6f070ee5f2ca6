import { type Context, invalid, type Params } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { requireMinimum, usableCode } from '../discounts/discounts'
import { covers, sum } from '../discounts/line-discounts'

export function discountParams(ctx: Context, wanted: Params[] | undefined, customer: string | null) {
  if ((wanted?.length ?? 0) > 1) throw invalid('You may only apply one discount to a Checkout Session.', 'discounts')
  return (wanted ?? []).map((one): { coupon: string | null; promotion_code: string | null } => {
    if (one.promotion_code) {
      const code = usableCode(ctx, one.promotion_code, customer, 'discounts[0][promotion_code]')
      return { coupon: null, promotion_code: code.id }
    }
    if (!one.coupon) throw invalid('You must pass one of coupon or promotion_code.', 'discounts[0]')
    return { coupon: need(ctx, 'coupon', one.coupon, 'discounts[0][coupon]').id, promotion_code: null }
  })
}

function discountAmount(ctx: Context, items: Stored[], discounts: Params[]): number {
  const subtotal = sum(items.map((item) => item.amount_subtotal))
  const left = discounts.reduce((rest, { coupon, promotion_code: code }) => {
    const its = code ? need(ctx, 'promotion_code', code) : null
    if (its) requireMinimum(its, subtotal, items[0]?.currency, 'discounts[0][promotion_code]')
    const found = need(ctx, 'coupon', its?.promotion.coupon ?? coupon)
    const covered = sum(items.filter((item) => covers(found, item.price.product)).map((item) => item.amount_subtotal))
    const base = Math.min(rest, covered)
    const { percent_off: percent, amount_off: fixed } = found
    return rest - (percent ? Math.round((base * percent) / 100) : Math.min(base, fixed))
  }, subtotal)
  return subtotal - left
}

/** Returns the session with these discounts and updated totals. */
export function withTotals(ctx: Context, session: Stored, discounts: Params[]): Stored {
  if (session.mode === 'setup') return ctx.store.put({ ...session, discounts })
  const items = session._line_items as Stored[]
  const { trial_period_days, trial_end } = session._subscription_data
  // During a trial, only one-time prices are due.
  const due = trial_period_days || trial_end ? items.filter((item) => !item.price.recurring) : items
  const subtotal = sum(due.map((item) => item.amount_subtotal))
  const off = discountAmount(ctx, due, discounts)
  return ctx.store.put({
    ...session,
    discounts,
    amount_subtotal: subtotal,
    amount_total: subtotal - off,
    total_details: { amount_discount: off, amount_shipping: 0, amount_tax: 0 },
  })
}
