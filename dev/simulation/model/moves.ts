import { type Actor, type Bounds, copy, type Design, type State } from './state'

/** A possible transition: its name in a trace and the state it leads to. */
export type Move = { name: string; next: State }

const fresh = { target: -1, version: -1, fetched: -1, holdsLease: false }

/** All possible moves. An empty list means that the state is final. */
export function movesOf(state: State, design: Design, bounds: Bounds): Move[] {
  return [
    ...stripeMoves(state, bounds),
    ...deliveries(state, design),
    ...starts(state, design, bounds),
    ...state.actors.flatMap((actor, index) => [
      { name: `${actor.kind}: ${actor.at}`, next: advance(copy(state), index, design) },
      ...(state.left.crashes > 0
        ? [{ name: `${actor.kind} crashes at ${actor.at}`, next: crash(copy(state), index, design) }]
        : []),
      ...(state.left.expiredLeases > 0 && actor.holdsLease
        ? [{ name: 'the lease expires while its holder is alive', next: expireLease(copy(state), index) }]
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
      moves.push({ name: `event ${event} is duplicated`, next })
    }
    if (state.left.drops > 0) {
      const next = copy(state)
      next.left.drops--
      remove(next.pending, event)
      moves.push({ name: `event ${event} is lost`, next })
    }
  }
  return moves
}

function deliveries(state: State, design: Design): Move[] {
  return [...new Set(state.pending)].map((event) => {
    const next = copy(state)
    remove(next.pending, event)
    if (!design.respondAfterCommit) next.actors.push({ ...fresh, kind: 'webhook', at: 'store', event })
    else store(next, event, design)
    return { name: `event ${event} is delivered`, next }
  })
}

/** The webhook's statement: stores the event, and marks the customer if the event is new. */
function store(state: State, event: number, design: Design): void {
  if (state.inbox.includes(event)) return
  state.inbox.push(event)
  if (design.markWithInbox) mark(state)
  else state.actors.push({ ...fresh, kind: 'webhook', at: 'mark', event })
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
    const drain: Actor = { ...fresh, kind: 'drain', at: startOf(design), event: 0, holdsLease: design.lease }
    add('a drain starts', (next) => next.actors.push(drain))
  }
  if (state.left.returns > 0 && state.stripe > 0) {
    add('a return starts', (next) => {
      next.left.returns--
      mark(next)
      next.actors.push({ ...fresh, kind: 'return', at: startOf(design), event: 0 })
    })
  }
  const hasNoMoreEvents = state.stripe === bounds.changes && state.pending.length === 0
  if (hasNoMoreEvents && !state.reconciled && (bounds.drops ?? 0) > 0) {
    add('reconcile', (next) => {
      next.reconciled = true
      mark(next)
    })
  }
  return moves
}

const startOf = (design: Design) => (design.targetFirst ? 'target' : 'fetch')

function advance(state: State, index: number, design: Design): State {
  const actor = state.actors[index] as Actor
  switch (actor.at) {
    case 'store':
      state.actors.splice(index, 1)
      store(state, actor.event, design)
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
      // Another actor wrote first. Start again unless that write covers our target.
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

/** A process crashes. Stripe resends an unanswered event, and the lease expires. */
function crash(state: State, index: number, { respondAfterCommit }: Design): State {
  const [actor] = state.actors.splice(index, 1)
  state.left.crashes--
  const isUnanswered = actor?.kind === 'webhook' && actor.at === 'mark' && respondAfterCommit
  if (actor && isUnanswered) state.pending.push(actor.event)
  return state
}

function expireLease(state: State, index: number): State {
  const actor = state.actors[index] as Actor
  actor.holdsLease = false
  state.left.expiredLeases--
  return state
}

function remove(list: number[], value: number): void {
  list.splice(list.indexOf(value), 1)
}
