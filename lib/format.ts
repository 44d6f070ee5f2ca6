// Stripe docs: "Supported currencies", zero-decimal. ISK and UGX are missing because Stripe uses two decimals for them.
const zeroDecimal = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '))

// Stripe docs: "Supported currencies", three-decimal.
const threeDecimal = new Set('bhd jod kwd omr tnd'.split(' '))

/** The number of Stripe's integer units in one unit of the currency. */
function unitsPer(currency: string): number {
  const code = currency.toLowerCase()
  if (zeroDecimal.has(code)) return 1
  return threeDecimal.has(code) ? 1000 : 100
}

/**
 * Formats an amount of money, for example `$19.00`.
 *
 * @param amountCents Stripe's integer amount in the currency's smallest unit (cents, or whole yen)
 * @param currency the ISO code, in either case
 */
export function formatMoney(amountCents: number, currency: string): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amountCents / unitsPer(currency))
}

/** Like `formatMoney`, but without decimals for whole amounts: `$19`, `$15.83`. */
export function formatPrice(amountCents: number, currency: string): string {
  const options = { style: 'currency', currency, trailingZeroDisplay: 'stripIfInteger' } as const
  return new Intl.NumberFormat('en-US', options).format(amountCents / unitsPer(currency))
}

/** The name of a currency, for example `US dollars`. */
export function currencyName(currency: string): string {
  const names = new Intl.NumberFormat('en-US', { style: 'currency', currency, currencyDisplay: 'name' })
  return names.formatToParts(2).find(({ type }) => type === 'currency')?.value ?? currency.toUpperCase()
}

const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' })

const moment = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' })

/** Formats a time, for example `Dec 3, 2026, 4:05 PM UTC`. */
export function formatTime(date: Date): string {
  return `${moment.format(date)} UTC`
}

/** Formats a day, for example `Dec 3, 2026`, in UTC like Stripe's billing periods. */
export function formatDate(date: Date): string {
  return day.format(date)
}
