import { movesOf } from './moves'
import { type Bounds, type Design, initial, keyOf, type State } from './state'

/** The violated invariants, each with one of its shortest traces. */
export type Violations = { diverged?: string[]; wentBack?: string[]; missed?: string[] }

export type Result = { states: number; ends: number; violations: Violations }

type Node = { state: State; name: string; before: Node | null }

/**
 * Explores every interleaving within the bounds, breadth first, so each trace is as short as possible.
 *
 * @returns the number of states and final states, and a trace for each violation. `diverged`: the final stored state
 *   differs from Stripe. `wentBack`: an older state replaced a newer one. `missed`: a mark was cleared by a state
 *   older than the mark, so a return could show outdated data
 */
export function explore(design: Design, bounds: Bounds): Result {
  const start = initial(bounds)
  const seen = new Set([keyOf(start)])
  let level: Node[] = [{ state: start, name: '', before: null }]
  const violations: Violations = {}
  let ends = 0
  while (level.length > 0) {
    const following: Node[] = []
    for (const node of level) {
      const moves = movesOf(node.state, design, bounds)
      if (moves.length === 0) {
        ends++
        if (node.state.stored !== node.state.stripe) violations.diverged ??= traceOf(node)
      }
      for (const { name, next } of moves) {
        const reached = { state: next, name, before: node }
        record(violations, node.state, reached)
        const key = keyOf(next)
        if (seen.has(key)) continue
        seen.add(key)
        following.push(reached)
      }
    }
    level = following
  }
  return { states: seen.size, ends, violations }
}

/** Records a move's violations unless a shorter trace is already known. */
function record(violations: Violations, before: State, reached: Node): void {
  const { stored, marks, synced } = reached.state
  if (stored < before.stored) violations.wentBack ??= traceOf(reached)
  if (stored < (marks[synced] ?? 0)) violations.missed ??= traceOf(reached)
}

function traceOf(node: Node): string[] {
  const names: string[] = []
  for (let at: Node | null = node; at?.before; at = at.before) names.unshift(at.name)
  return [...names, `stored ${node.state.stored}, Stripe ${node.state.stripe}`]
}
