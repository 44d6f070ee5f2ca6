import { movesOf } from './moves'
import { type Bounds, type Design, initial, keyOf, type State } from './state'

/** A promise that can be broken, with the shortest way there. */
export type Broken = { diverged?: string[]; steppedBack?: string[]; unseen?: string[] }

export type Result = { states: number; ends: number; broken: Broken }

type Node = { state: State; name: string; before: Node | null }

/**
 * Walks through every interleaving within the bounds, breadth first, so that a trace that is found is a shortest one.
 *
 * @returns how many different states and ends there are, and for each broken promise how it came about: `diverged`, at
 *   rest with something else stored than Stripe has; `steppedBack`, an older state written over a newer one; `unseen`, a
 *   mark counted as covered (and so a return answered) by a state that is older than the mark
 */
export function explore(design: Design, bounds: Bounds): Result {
  const start = initial(bounds)
  const seen = new Set([keyOf(start)])
  let level: Node[] = [{ state: start, name: '', before: null }]
  const broken: Broken = {}
  let ends = 0
  while (level.length > 0) {
    const following: Node[] = []
    for (const node of level) {
      const moves = movesOf(node.state, design, bounds)
      if (moves.length === 0) {
        ends++
        if (node.state.stored !== node.state.stripe) broken.diverged ??= traceOf(node)
      }
      for (const { name, next } of moves) {
        const reached = { state: next, name, before: node }
        note(broken, node.state, reached)
        const key = keyOf(next)
        if (seen.has(key)) continue
        seen.add(key)
        following.push(reached)
      }
    }
    level = following
  }
  return { states: seen.size, ends, broken }
}

/** Notes the promises that a move breaks, unless a shorter way there is known. */
function note(broken: Broken, before: State, reached: Node): void {
  const { stored, marks, synced } = reached.state
  if (stored < before.stored) broken.steppedBack ??= traceOf(reached)
  if (stored < (marks[synced] ?? 0)) broken.unseen ??= traceOf(reached)
}

function traceOf(node: Node): string[] {
  const names: string[] = []
  for (let at: Node | null = node; at?.before; at = at.before) names.unshift(at.name)
  return [...names, `stored ${node.state.stored}, Stripe ${node.state.stripe}`]
}
