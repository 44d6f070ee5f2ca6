import 'server-only'

// The languages of the portal (SDK type BillingPortal.SessionCreateParams.Locale); Checkout has the same ones.
const known = new Set(
  (
    'bg cs da de el en en-AU en-CA en-GB en-IE en-IN en-NZ en-SG es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ' +
    'ms mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW'
  ).split(' '),
)

/** Stripe's name for a user's language; `auto` (the browser's own) for one that Stripe does not have. */
export function stripeLocale(locale: string): 'auto' | 'en' {
  const language = locale.split('-')[0] ?? ''
  const found = known.has(locale) ? locale : known.has(language) ? language : 'auto'
  // The SDK's union of literals cannot be computed; membership was checked above.
  return found as 'auto' | 'en'
}
