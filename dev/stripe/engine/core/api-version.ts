import { invalid } from './errors'

// Types, schemas, and responses follow one API version. Requests for any other version get a response in that shape.

const version = /^\d{4}-\d\d-\d\d(\.[a-z]+)?$/

/** Refuses anything that is not an API version. Assumed message. */
export function requireVersion(given: string | undefined): void {
  if (given && !version.test(given)) throw invalid(`Invalid Stripe API version: ${given.slice(0, 100)}`)
}

/**
 * The header that warns a client that requested another API version. Empty when no warning is needed.
 * @param own the version that the stand-in implements
 */
export function versionWarning(given: string | null | undefined, own: string): Record<string, string> {
  if (!given || given === own || !version.test(given)) return {}
  return { 'Stand-In-Warning': `This uses API version ${own}, not ${given}.` }
}
