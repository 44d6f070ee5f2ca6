import type { Stored } from '../core/store'

/**
 * A price as it is billed in a currency: its own, or one from `currency_options` (Stripe docs: multi-currency prices).
 * The API still shows the price in its own currency, which is in `_shown`.
 * @returns null if the price has no amount in that currency
 */
export function inCurrency(price: Stored, currency: string | undefined): Stored | null {
  const base: Stored = price._shown ?? price
  if (currency === undefined || base.currency === currency) return base
  const option = base._currency_options?.[currency]
  if (!option) return null
  const { unit_amount, unit_amount_decimal } = option
  return { ...base, currency, unit_amount, unit_amount_decimal, _shown: base }
}
