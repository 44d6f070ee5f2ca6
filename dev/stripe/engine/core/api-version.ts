import { invalid } from './errors'

// The types, the schemas and the answers are those of one API version. Any other is accepted, and answered in that shape.

const version = /^\d{4}-\d\d-\d\d(\.[a-z]+)?$/

/** Refuses what is no API version. The wording is assumed. */
export function requireVersion(given: string | undefined): void {
  if (given && !version.test(given)) throw invalid(`Invalid Stripe API version: ${given.slice(0, 100)}`)
}

/**
 * The header that warns whoever asked for another API version. Empty when there is nothing to warn of.
 *
 * @param own the version that the stand-in speaks
 */
export function versionWarning(given: string | null | undefined, own: string): Record<string, string> {
  if (!given || given === own || !version.test(given)) return {}
  return { 'Stand-In-Warning': `This has the shape of API version ${own}, not of ${given}.` }
}
