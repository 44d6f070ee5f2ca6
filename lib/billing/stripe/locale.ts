import 'server-only'

// The portal's locales (SDK type BillingPortal.SessionCreateParams.Locale). Checkout supports the same ones.
const known = new Set(
  (
    'bg cs da de el en en-AU en-CA en-GB en-IE en-IN en-NZ en-SG es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ' +
    'ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'
  ).split(' '),
)

/** Returns Stripe's locale for a user's locale, or `auto` (the browser's language) if Stripe does not support it. */
export function stripeLocale(locale: string): 'auto' | 'en' {
  const language = locale.split('-')[0] ?? ''
  const found = known.has(locale) ? locale : known.has(language) ? language : 'auto'
  // TypeScript cannot infer the SDK's union. The value was checked above.
  return found as 'auto' | 'en'
}
