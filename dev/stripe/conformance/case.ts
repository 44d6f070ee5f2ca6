import type { World } from './world'

/** One claim about Stripe, shown with the real SDK. It holds at Stripe and at the stand-in alike. */
export type Case = {
  name: string
  /** Where the claim is from: the tag of the reference (N23, OAS-E, D, X, 3P or GK) and what it points at. */
  source: string
  run: (world: World) => Promise<void>
  /** Why the case cannot run against Stripe itself, for example because it clicks through a page. */
  localOnly?: string
  /** Why the stand-in answers otherwise, for good. Such a case is not counted; once it passes, the run says so. */
  differs?: string
}

export type Group = { name: string; cases: Case[] }

type Run = Case['run']

/** A case that both targets can run. */
export function claim(name: string, source: string, run: Run): Case {
  return { name, source, run }
}

/** A case that fills in one of Stripe's pages, which a program may not do there. */
export function page(name: string, source: string, run: Run): Case {
  return { name, source, run, localOnly: 'it fills in a page; the browser suite does that against Stripe' }
}

/** A case that needs an address which the target can reach, or the stand-in's controls. */
export function locally(name: string, source: string, localOnly: string, run: Run): Case {
  return { name, source, run, localOnly }
}
