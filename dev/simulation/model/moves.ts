import { type Actor, type Bounds, copy, type Design, type State } from './state'

/** Something that can happen next: what it is called in a trace, and what comes of it. */
export type Move = { name: string; next: State }

const fresh = { target: -1, version: -1, fetched: -1, holdsLease: false }

/** Everything that can happen in a state. None means that everything is at rest. */
export function movesOf(state: State, design: Design, bounds: Bounds): Move[] {
  return [
    ...stripeMoves(state, bounds),
    ...deliveries(state, design),
    ...starts(state, design, bounds),
    ...state.actors.flatMap((actor, index) => [
      { name: `${actor.kind}: ${actor.at}`, next: goOn(copy(state), index, design) },
      ...(state.left.crashes > 0
        ? [{ name: `${actor.kind} dies at ${actor.at}`, next: die(copy(state), index, design) }]
        : []),
      ...(state.left.zombies > 0 && actor.holdsLease
        ? [{ name: 'the lease runs out, its holder lives', next: outlive(copy(state), index) }]
        : []),
    ]),
  ]
}

function stripeMoves(state: State, bounds: Bounds): Move[] {
  const moves: Move[] = []
  if (state.stripe < bounds.changes) {
    const next = copy(state)
    next.stripe++
    next.pending.push(next.stripe)
    moves.push({ name: `Stripe changes to ${next.stripe}`, next })
  }
  for (const event of new Set(state.pending)) {
    if (state.left.duplicates > 0) {
      const next = copy(state)
      next.left.duplicates--
      next.pending.push(event)
      moves.push({ name: `event ${event} is doubled`, next })
    }
    if (state.left.drops > 0) {
      const next = copy(state)
      next.left.drops--
      take(next.pending, event)
      moves.push({ name: `event ${event} is lost`, next })
    }
  }
  return moves
}

function deliveries(state: State, design: Design): Move[] {
  return [...new Set(state.pending)].map((event) => {
    const next = copy(state)
    take(next.pending, event)
    if (!design.answerAfterCommit) next.actors.push({ ...fresh, kind: 'webhook', at: 'keep', about: event })
    else keep(next, event, design)
    return { name: `event ${event} is delivered`, next }
  })
}

/** The webhook's statement: the event into the inbox, and for a new one the mark. */
function keep(state: State, event: number, design: Design): void {
  if (state.inbox.includes(event)) return
  state.inbox.push(event)
  if (design.markWithInbox) mark(state)
  else state.actors.push({ ...fresh, kind: 'webhook', at: 'mark', about: event })
}

function mark(state: State): void {
  state.dirty++
  state.marks.push(state.stripe)
}

function starts(state: State, design: Design, bounds: Bounds): Move[] {
  const moves: Move[] = []
  const add = (name: string, change: (next: State) => void) => {
    const next = copy(state)
    change(next)
    moves.push({ name, next })
  }
  const drains = state.actors.filter(({ kind }) => kind === 'drain')
  const isFree = design.lease ? !drains.some(({ holdsLease }) => holdsLease) : drains.length < 2
  if (state.dirty > state.synced && isFree) {
    const drain: Actor = { ...fresh, kind: 'drain', at: startOf(design), about: 0, holdsLease: design.lease }
    add('a drain begins', (next) => next.actors.push(drain))
  }
  if (state.left.returns > 0 && state.stripe > 0) {
    add('a return begins', (next) => {
      next.left.returns--
      mark(next)
      next.actors.push({ ...fresh, kind: 'return', at: startOf(design), about: 0 })
    })
  }
  const isOver = state.stripe === bounds.changes && state.pending.length === 0
  if (isOver && !state.reconciled && (bounds.drops ?? 0) > 0) {
    add('reconcile', (next) => {
      next.reconciled = true
      mark(next)
    })
  }
  return moves
}

const startOf = (design: Design) => (design.targetFirst ? 'target' : 'fetch')

function goOn(state: State, index: number, design: Design): State {
  const actor = state.actors[index] as Actor
  switch (actor.at) {
    case 'keep':
      state.actors.splice(index, 1)
      keep(state, actor.about, design)
      return state
    case 'mark':
      mark(state)
      state.actors.splice(index, 1)
      return state
    case 'target':
      actor.target = state.dirty
      actor.version = state.version
      actor.at = design.targetFirst ? 'fetch' : 'write'
      return state
    case 'fetch':
      actor.fetched = state.stripe
      actor.at = design.targetFirst ? 'write' : 'target'
      return state
    case 'write':
      return write(state, index, design)
    case 'check':
      // Somebody else wrote. If they covered our target there is nothing left to do, else it begins again.
      if (state.synced >= actor.target) state.actors.splice(index, 1)
      else Object.assign(actor, fresh, { holdsLease: actor.holdsLease, at: startOf(design) })
      return state
  }
}

function write(state: State, index: number, design: Design): State {
  const actor = state.actors[index] as Actor
  if (design.versionGuard && actor.version !== state.version) {
    actor.at = 'check'
    return state
  }
  state.version++
  state.stored = actor.fetched
  state.synced = actor.target
  state.actors.splice(index, 1)
  return state
}

/** A process dies. An event that was not answered is sent again; a lease is free once it has run out. */
function die(state: State, index: number, { answerAfterCommit }: Design): State {
  const [actor] = state.actors.splice(index, 1)
  state.left.crashes--
  const isUnanswered = actor?.kind === 'webhook' && actor.at === 'mark' && answerAfterCommit
  if (actor && isUnanswered) state.pending.push(actor.about)
  return state
}

function outlive(state: State, index: number): State {
  const actor = state.actors[index] as Actor
  actor.holdsLease = false
  state.left.zombies--
  return state
}

function take(list: number[], value: number): void {
  list.splice(list.indexOf(value), 1)
}
