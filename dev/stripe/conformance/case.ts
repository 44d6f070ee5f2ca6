import type { World } from './world'

/** One claim about Stripe, tested with the real SDK against both Stripe and the stand-in. */
export type Case = {
  name: string
  /** The source of the claim: a reference tag (N23, OAS-E, D, X, 3P, or GK) and a location. */
  source: string
  run: (world: World) => Promise<void>
  /** Why the case cannot run against Stripe. */
  localOnly?: string
  /** Why the stand-in differs permanently. The result does not count, but the run fails if the case passes. */
  differs?: string
}

export type Group = { name: string; cases: Case[] }

type Run = Case['run']

/** A case for both targets. */
export function claim(name: string, source: string, run: Run): Case {
  return { name, source, run }
}

/** A case that fills in a hosted page. The conformance run must not do this in Stripe. */
export function page(name: string, source: string, run: Run): Case {
  return { name, source, run, localOnly: 'the browser tests fill in Stripe’s pages instead' }
}

/** A case that needs the stand-in's controls, or a URL that Stripe cannot reach. */
export function locally(name: string, source: string, localOnly: string, run: Run): Case {
  return { name, source, run, localOnly }
}
