// A small model of lib/billing's way of keeping up with Stripe: one customer, whose whole state at Stripe is a number that
// only grows. What matters of the database is here, and every place at which a process can be interrupted.

/** The parts of the design that can be taken out, to see that they are needed. */
export type Design = {
  /** sync-customer.ts: a write needs the version that was read before the fetch. */
  versionGuard: boolean
  /** sync-customer.ts: the target is read before the fetch. */
  targetFirst: boolean
  /** inbox.ts: keeping an event and raising `dirtySeq` are one statement. */
  markWithInbox: boolean
  /** handle-webhook.ts: Stripe hears 200 only after that statement. */
  answerAfterCommit: boolean
  /** worker.ts: one worker at a time; being right must not need it. */
  lease: boolean
}

export const asBuilt: Design = {
  versionGuard: true,
  targetFirst: true,
  markWithInbox: true,
  answerAfterCommit: true,
  lease: true,
}

/** How much of everything may happen in one exploration. */
export type Bounds = {
  changes: number
  duplicates?: number
  drops?: number
  crashes?: number
  /** Leases that run out while their holder is alive. */
  zombies?: number
  returns?: number
}

export type Place = 'mark' | 'target' | 'fetch' | 'write' | 'check' | 'keep'

export type Actor = {
  kind: 'drain' | 'return' | 'webhook'
  at: Place
  /** The mark that a write would cover; -1 before it was read. */
  target: number
  /** The version that was read with it. */
  version: number
  fetched: number
  /** For a webhook its event. */
  about: number
  holdsLease: boolean
}

export type State = {
  /** Stripe's state. */
  stripe: number
  /** Events on their way, one number for each copy. */
  pending: number[]
  inbox: number[]
  stored: number
  dirty: number
  synced: number
  version: number
  /** Stripe's state at the moment of each mark. */
  marks: number[]
  actors: Actor[]
  left: { duplicates: number; drops: number; crashes: number; zombies: number; returns: number }
  reconciled: boolean
}

export function initial(bounds: Bounds): State {
  const { duplicates = 0, drops = 0, crashes = 0, zombies = 0, returns = 0 } = bounds
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
    left: { duplicates, drops, crashes, zombies, returns },
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
 * States that look alike behave alike. Actors have no names; of a version only matters whether it is the present one; of
 * marks, those that are not covered yet; of the inbox, the events of which a copy may still come.
 */
export function keyOf(state: State): string {
  const { stripe, pending, inbox, stored, dirty, synced, version, marks, actors, left, reconciled } = state
  const each = actors.map((one) => {
    const target = one.target < 0 ? '' : Math.max(one.target - synced, -1)
    return `${one.kind[0]}${one.at[0]}${one.at[1]}${target},${one.version === version ? 1 : 0},${one.fetched},${one.about},${one.holdsLease ? 1 : 0}`
  })
  const budget = `${left.duplicates}${left.drops}${left.crashes}${left.zombies}${left.returns}${reconciled ? 1 : 0}`
  const known = inbox.filter((event) => pending.includes(event) || actors.some(({ about }) => about === event))
  const open = marks.slice(synced)
  return `${stripe}|${pending.sort()}|${known.sort()}|${stored},${dirty - synced}|${open}|${each.sort().join(';')}|${budget}`
}
