import { invalid, type Params } from '../kernel'

/** Refuses parameters that Stripe has and the stand-in has not, so that nobody takes silence for an effect. */
export function refuseUnsupported(params: Params, supported: string[]): void {
  const known = new Set([...supported, 'expand'])
  const found = Object.keys(params).find((name) => !known.has(name))
  if (found) throw invalid(`The stand-in does not implement ${found}; see dev/stripe/README.md.`, found)
}

/** Refuses every way to pay but cards, where ways to pay are named. */
export function requireCards({ allowed_payment_method_types: types }: Params): void {
  if (!types || types.includes('card')) return
  throw invalid('The stand-in only implements cards; see dev/stripe/README.md.', 'allowed_payment_method_types')
}
