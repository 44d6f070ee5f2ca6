import { invalid } from './context'

// Stripe docs (currencies): amounts in zero-decimal currencies are whole units.
const zeroDecimal = 'bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf'.split(' ')

const twoDecimal =
  'usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd cad cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd hnl htg huf idr ils inr isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub sar sbd scr sek sgd shp sle sos srd std szl thb tjs top try ttd twd tzs uah uyu uzs wst xcd yer zar zmw'.split(
    ' ',
  )

const threeDecimal = 'bhd jod kwd omr tnd'.split(' ')

const known = new Set([...zeroDecimal, ...twoDecimal, ...threeDecimal])

/**
 * Returns a currency in lowercase.
 * @throws StripeError for an unknown currency
 */
export function currencyOf(text: string, param = 'currency'): string {
  const currency = text.toLowerCase()
  if (known.has(currency)) return currency
  const message = `Invalid currency: ${text.slice(0, 20)}. Stripe currently supports these currencies: ${[...known].join(', ')}`
  throw invalid(message, param)
}

/** The number of decimal places of a currency. */
export function digitsOf(currency: string): number {
  if (zeroDecimal.includes(currency)) return 0
  return threeDecimal.includes(currency) ? 3 : 2
}

/** Formats an amount as in the API's messages, such as `$19.00` or `¥1,900`. */
export function moneyText(amount: number, currency: string): string {
  return formatOf(currency).format(amount / 10 ** digitsOf(currency))
}

const formats = new Map<string, Intl.NumberFormat>()

/** Cached per currency, because creating a formatter is slow. */
function formatOf(currency: string): Intl.NumberFormat {
  const known = formats.get(currency)
  if (known) return known
  const digits = digitsOf(currency)
  const options = { style: 'currency', currency, minimumFractionDigits: digits, maximumFractionDigits: digits } as const
  const made = new Intl.NumberFormat('en-US', options)
  formats.set(currency, made)
  return made
}
