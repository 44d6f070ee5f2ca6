// Stripe docs: "Supported currencies", zero-decimal. ISK and UGX are left out: Stripe takes them with two decimals.
const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))

// Stripe docs: "Supported currencies", three-decimal.
const threeDecimal = new Set('bhd jod kwd omr tnd'.split(' '))

/** How many units of Stripe's integer amounts make one unit of the currency. */
function unitsPer(currency: string): number {
  const code = currency.toLowerCase()
  if (zeroDecimal.has(code)) return 1
  return threeDecimal.has(code) ? 1000 : 100
}

/**
 * An amount of money for people, for example `$19.00`.
 *
 * @param amountCents the integer that Stripe uses: the currency's smallest unit (cents; whole yen)
 * @param currency the ISO code, in either case
 */
export function formatMoney(amountCents: number, currency: string): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amountCents / unitsPer(currency))
}

/** Like `formatMoney`, for price lists: whole amounts lose their decimals, so `$19` and `$15.83`. */
export function formatPrice(amountCents: number, currency: string): string {
  const options = { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' } as const
  return new Intl.NumberFormat('en-US', options).format(amountCents / unitsPer(currency))
}

/** What people call a currency, for example `US dollars`. */
export function currencyName(currency: string): string {
  const names = new Intl.NumberFormat('en-US', { style: 'currency', currency, currencyDisplay: 'name' })
  return names.formatToParts(2).find(({ type }) => type === 'currency')?.value ?? currency.toUpperCase()
}

const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })

/** A day for people, for example `3 December 2026`. In UTC, in which Stripe's billing periods are computed. */
export function formatDate(date: Date): string {
  return day.format(date)
}
