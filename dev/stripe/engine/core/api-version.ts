import { invalid } from './errors'

// Types, schemas, and responses follow one API version. Requests for any other version get responses in this one.

const version = /^\d{4}-\d\d-\d\d(\.[a-z]+)?$/

/** Rejects anything that is not an API version. Assumed message. */
export function requireVersion(given: string | undefined): void {
  if (given && !version.test(given)) throw invalid(`Invalid Stripe API version: ${given.slice(0, 100)}`)
}

/**
 * The header that warns a client about a different API version. Empty if no warning is needed.
 * @param own the version that the stand-in implements
 */
export function versionWarning(given: string | null | undefined, own: string): Record<string, string> {
  if (!given || given === own || !version.test(given)) return {}
  return { 'Stand-In-Warning': `This uses API version ${own}, not ${given}.` }
}
