// A small model of how lib/billing keeps up with Stripe. It has one customer. The customer's state in Stripe is a
// number that only grows. It covers the relevant database state and every point at which a process can be interrupted.

/** The parts of the design that can be disabled, to show that each is needed. */
export type Design = {
  /** sync-customer.ts: a write succeeds only with the version read before the fetch. */
  versionGuard: boolean
  /** sync-customer.ts: the target is read before the fetch. */
  targetFirst: boolean
  /** inbox.ts: one statement stores an event and raises `dirtySeq`. */
  markWithInbox: boolean
  /** handle-webhook.ts: Stripe gets a 200 only after that statement. */
  respondAfterCommit: boolean
  /** worker.ts: one worker at a time. Correctness must not depend on it. */
  lease: boolean
}

export const actualDesign: Design = {
  versionGuard: true,
  targetFirst: true,
  markWithInbox: true,
  respondAfterCommit: true,
  lease: true,
}

/** How often each thing may happen in one exploration. */
export type Bounds = {
  changes: number
  duplicates?: number
  drops?: number
  crashes?: number
  /** Leases that expire while their holder is alive. */
  expiredLeases?: number
  returns?: number
}

export type Place = 'mark' | 'target' | 'fetch' | 'write' | 'check' | 'store'

export type Actor = {
  kind: 'drain' | 'return' | 'webhook'
  at: Place
  /** The mark that a write would cover, or -1 before it is read. */
  target: number
  /** The version read with the target. */
  version: number
  fetched: number
  /** The event that a webhook received. */
  event: number
  holdsLease: boolean
}

export type State = {
  stripe: number
  /** Undelivered events, one entry per copy. */
  pending: number[]
  inbox: number[]
  stored: number
  dirty: number
  synced: number
  version: number
  /** The state in Stripe when each mark was made. */
  marks: number[]
  actors: Actor[]
  left: { duplicates: number; drops: number; crashes: number; expiredLeases: number; returns: number }
  reconciled: boolean
}

export function initial(bounds: Bounds): State {
  const { duplicates = 0, drops = 0, crashes = 0, expiredLeases = 0, returns = 0 } = bounds
  return {
    stripe: 0,
    pending: [],
    inbox: [],
    stored: 0,
    dirty: 0,
    synced: 0,
    version: 0,
    marks: [0],
    actors: [],
    left: { duplicates, drops, crashes, expiredLeases, returns },
    reconciled: false,
  }
}

export function copy(state: State): State {
  return {
    ...state,
    pending: [...state.pending],
    inbox: [...state.inbox],
    marks: [...state.marks],
    actors: state.actors.map((actor) => ({ ...actor })),
    left: { ...state.left },
  }
}

/**
 * A key that is the same for states that behave alike. Actors have no identity. What matters is whether a version is
 * the current one, which marks are not covered yet, and which events in the inbox may arrive again.
 */
export function keyOf(state: State): string {
  const { stripe, pending, inbox, stored, dirty, synced, version, marks, actors, left, reconciled } = state
  const each = actors.map((one) => {
    const target = one.target < 0 ? '' : Math.max(one.target - synced, -1)
    return `${one.kind[0]}${one.at[0]}${one.at[1]}${target},${one.version === version ? 1 : 0},${one.fetched},${one.event},${one.holdsLease ? 1 : 0}`
  })
  const budget = `${left.duplicates}${left.drops}${left.crashes}${left.expiredLeases}${left.returns}${reconciled ? 1 : 0}`
  const known = inbox.filter((event) => pending.includes(event) || actors.some((actor) => actor.event === event))
  const open = marks.slice(synced)
  return `${stripe}|${pending.sort()}|${known.sort()}|${stored},${dirty - synced}|${open}|${each.sort().join(';')}|${budget}`
}
