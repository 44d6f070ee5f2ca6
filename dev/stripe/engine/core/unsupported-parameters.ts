import { invalid, type Params } from './context'

/**
 * Rejects parameters that the stand-in does not implement, so that it never ignores one silently. A parameter that only
 * turns a feature off is accepted.
 */
export function rejectUnsupported(params: Params, supported: string[]): void {
  const known = new Set([...supported, 'expand'])
  const isOff = (value: unknown) => JSON.stringify(value) === '{"enabled":false}'
  const found = Object.keys(params).find((name) => !known.has(name) && !isOff(params[name]))
  if (found) throw invalid(`The stand-in does not implement ${found}. See the stripe-stand-in README.`, found)
}

/** Rejects payment method types other than cards. */
export function requireCards({
  allowed_payment_method_types: types,
  excluded_payment_method_types: not,
}: Params): void {
  if ((!types || types.includes('card')) && !not?.includes('card')) return
  throw invalid('The stand-in only implements cards. See the stripe-stand-in README.', 'allowed_payment_method_types')
}
