import { addIntervals } from '../../engine/core/billing-period'
import type { Context } from '../../engine/core/context'
import type { Stored } from '../../engine/core/store'
import { longDate, money } from '../shared/format'
import { couponText, itemText, recurringText } from '../shared/object-texts'
import { couponOf, discounted, resolve } from '../shared/stored-objects'
import type { Speech } from '../shared/web'

type Line = { name: string; detail: string; amount: string; before: string | null }

/** Text for the order summary. */
export type Summary = {
  title: string
  lead: string
  afterwards: string | null
  lines: Line[]
  discount: { code: string; text: string; amount: string } | null
  subtotal: string
  afterTrial: string | null
  dueToday: string
  button: string
  legal: string | null
  needsCard: boolean
}

/** When the session's trial ends, in unix seconds, or null. */
function trialEnd(session: Stored, now: number): number | null {
  const data = session._subscription_data ?? {}
  if (data.trial_end) return data.trial_end
  return data.trial_period_days ? now + data.trial_period_days * 86_400 : null
}

export function summarise(ctx: Context, session: Stored, business: string, speech: Speech): Summary {
  const { locale, t } = speech
  const now = ctx.now(session.customer)
  const path = `/v1/checkout/sessions/${session.id}/line_items`
  const items = ctx.call<{ data: Stored[] }>('GET', path, { limit: 100 }).data
  const bought = items.map((item) => ({ price: resolve(ctx, item.price), quantity: item.quantity ?? 1 }))
  const currency = session.currency ?? bought[0]?.price.currency ?? 'usd'
  const show = (amount: number) => money(amount, currency, locale)
  const subtotal = bought.reduce((sum, { price, quantity }) => sum + (price.unit_amount ?? 0) * quantity, 0)
  const applied = (session.discounts ?? []) as { coupon?: string; promotion_code?: string }[]
  const coupons = applied.flatMap((one) => one.promotion_code ?? one.coupon ?? []).map((id) => couponOf(ctx, id))
  const total = discounted(subtotal, coupons)
  const recurring = bought.find(({ price }) => price.recurring)?.price
  const end = session.mode === 'subscription' ? trialEnd(session, now) : null
  const dueToday = end ? 0 : (session.amount_total ?? total)
  const price = recurring ? recurringText(total, recurring, speech) : show(total)
  const names = bought.map((item) => itemText(ctx, item)).join(', ')
  const first = coupons[0]
  return {
    title: titleOf(session, names, end !== null, business, speech),
    lead: end ? freeDays(end - now, speech) : show(dueToday),
    afterwards: end ? t('then_price', { price }) : recurring ? price : null,
    lines: bought.map((item) => lineOf(ctx, item, speech)),
    discount: first
      ? { code: codeOf(ctx, applied[0]), text: couponText(first, speech), amount: show(total - subtotal) }
      : null,
    subtotal: show(subtotal),
    afterTrial: end ? price : null,
    dueToday: show(dueToday),
    button: buttonOf(session, end !== null, show(dueToday), speech),
    legal: !recurring
      ? null
      : end
        ? t('trial_legal', { price, date: longDate(end, locale) })
        : t('subscribe_legal', { business, date: longDate(nextBilling(recurring, now), locale) }),
    needsCard: session.mode === 'setup' || dueToday > 0 || session.payment_method_collection !== 'if_required',
  }
}

function nextBilling(price: Stored, now: number): number {
  return addIntervals(now, price.recurring, 1)
}

function lineOf(ctx: Context, { price, quantity }: { price: Stored; quantity: number }, speech: Speech): Line {
  const { locale, t } = speech
  const unit = price.unit_amount ?? 0
  const each = price.recurring ? recurringText(unit, price, speech) : money(unit, price.currency, locale)
  return {
    name: itemText(ctx, { price, quantity: 1 }),
    detail: quantity > 1 ? `${t('qty', { count: quantity })}, ${t('each', { price: each })}` : each,
    amount: money(unit * quantity, price.currency, locale),
    before: null,
  }
}

function titleOf(session: Stored, names: string, trial: boolean, business: string, { t }: Speech): string {
  if (session.mode === 'setup') return t('set_up')
  if (session.mode === 'payment') return t('pay_business', { business })
  return trial ? t('try_product', { product: names }) : t('subscribe_to', { product: names })
}

function buttonOf(session: Stored, trial: boolean, due: string, { t }: Speech): string {
  if (session.mode === 'setup') return t('save')
  if (session.mode === 'payment') return t('pay', { amount: due })
  return trial ? t('start_trial') : t('subscribe')
}

function freeDays(seconds: number, { t }: Speech): string {
  const days = Math.max(1, Math.round(seconds / 86_400))
  return days === 1 ? t('day_free') : t('days_free', { days })
}

function codeOf(ctx: Context, applied: { coupon?: string; promotion_code?: string } | undefined): string {
  if (applied?.promotion_code) return resolve(ctx, applied.promotion_code).code
  return applied?.coupon ? (resolve(ctx, applied.coupon).name ?? applied.coupon) : ''
}
