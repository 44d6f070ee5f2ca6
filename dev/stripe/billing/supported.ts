import { invalid, type Params } from '../kernel'

/** Refuses parameters that Stripe has and the stand-in has not, so that nobody takes silence for an effect. */
export function refuseUnsupported(params: Params, supported: string[]): void {
  const known = new Set([...supported, 'expand'])
  const found = Object.keys(params).find((name) => !known.has(name))
  if (found) throw invalid(`The stand-in does not implement ${found}; see dev/stripe/README.md.`, found)
}
