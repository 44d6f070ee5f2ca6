import type { Context } from '../../engine/core/context'
import type { Stored } from '../../engine/core/store'
import { money } from './format'
import type { MessageKey } from './messages-en'
import { productName } from './stored-objects'
import type { Speech } from './web'

/** `$19.00 per month`, or `$30.00 every 3 months`. */
export function recurringText(amount: number, price: Stored, { locale, t }: Speech): string {
  const text = amount === 0 ? t('free') : money(amount, price.currency, locale)
  const { interval, interval_count: count } = price.recurring as { interval: string; interval_count: number }
  if (count > 1) return t('every_intervals', { amount: text, count, interval: t(`${interval}s` as MessageKey) })
  return t('per_interval', { amount: text, interval: t(interval as MessageKey) })
}

/** `Pro`, or `Business (×5)`, as in Stripe's portal. */
export function itemText(ctx: Context, item: { price: Stored; quantity: number }): string {
  const name = productName(ctx, item.price)
  return item.quantity > 1 ? `${name} (×${item.quantity})` : name
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

const brandNames: Record<string, string> = { visa: 'Visa', mastercard: 'Mastercard', amex: 'American Express' }

/** `Visa •••• 4242`. */
export function cardText(method: Stored): string {
  const brand = method.card?.brand as string | undefined
  return `${brandNames[brand ?? ''] ?? brand ?? method.type} •••• ${method.card?.last4 ?? ''}`
}
