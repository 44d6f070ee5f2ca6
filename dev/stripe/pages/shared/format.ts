/**
 * Formats an amount, such as `$19.00`.
 *
 * @param amount integer in the currency's smallest unit
 * @param currency three lowercase letters, such as `usd`
 */
export function money(amount: number, currency: string, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency: currency.toUpperCase() })
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2))
}

/** Formats unix seconds as a date in UTC, such as `December 5, 2026`. */
export function longDate(seconds: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(seconds * 1000)
}

export function shortDate(seconds: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(seconds * 1000)
}

/** Formats a date and time to the second, for the developer panel. */
export function moment(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('T', ' ').slice(0, 19)
}

/** Locales that `Intl` supports. `auto` and invalid values fall back to the browser's locale, then English. */
export function chooseLocale(wanted: string | null | undefined, acceptLanguage: string | undefined): string {
  const browser = (acceptLanguage ?? '').split(',').map((part) => part.split(';')[0]?.trim() ?? '')
  for (const candidate of [wanted, ...browser, 'en']) {
    if (candidate && candidate !== 'auto' && isLocale(candidate)) return candidate
  }
  return 'en'
}

function isLocale(candidate: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(candidate).length > 0
  } catch {
    // `supportedLocalesOf` throws a RangeError for an invalid tag, and a header can contain anything.
    return false
  }
}
