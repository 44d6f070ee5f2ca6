import type { World } from './world'

/** One claim about Stripe, tested with the real SDK against both Stripe and the stand-in. */
export type Case = {
  name: string
  /** The source of the claim: a reference tag (N23, OAS-E, D, X, 3P or GK) and location. */
  source: string
  run: (world: World) => Promise<void>
  /** Why the case cannot run against Stripe, such as filling in a page. */
  localOnly?: string
  /** Why the stand-in permanently differs. The case is not counted, and the run reports if it passes. */
  differs?: string
}

export type Group = { name: string; cases: Case[] }

type Run = Case['run']

/** A case for both targets. */
export function claim(name: string, source: string, run: Run): Case {
  return { name, source, run }
}

/** A case that fills in a Stripe page, which programs must not do at Stripe. */
export function page(name: string, source: string, run: Run): Case {
  return { name, source, run, localOnly: 'fills in a page; the browser tests cover this against Stripe' }
}

/** A case that needs a URL that the target can reach, or the stand-in's controls. */
export function locally(name: string, source: string, localOnly: string, run: Run): Case {
  return { name, source, run, localOnly }
}
