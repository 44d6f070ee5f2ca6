import { readFileSync, writeFileSync } from 'node:fs'
import type { Imports } from './cruise'

const page = 'ARCHITECTURE.md'
const block = /(<!-- diagram -->\n```mermaid\n)[\s\S]*?(```\n<!-- \/diagram -->)/

type Graph = Map<string, Set<string>>

/** The current ARCHITECTURE.md, and its content with an updated diagram. */
export function architecturePage(imports: Imports): { current: string; expected: string } {
  const current = readFileSync(page, 'utf8')
  return { current, expected: current.replace(block, `$1${draw(graphOf(imports))}$2`) }
}

/** Updates the diagram in ARCHITECTURE.md. */
export function updateDiagram(imports: Imports): void {
  writeFileSync(page, architecturePage(imports).expected)
}

/** The diagram node of a file, or null for files that are not shown. */
function partOf(file: string): string | null {
  if (/\.test\.tsx?$|\/testing\/|^lib\/generated\//.test(file)) return null
  if (/^lib\/(action|portal-return)\.ts$/.test(file)) return 'lib/action.ts'
  if (/^lib\/[\w-]+\.ts$/.test(file)) return 'lib/*.ts'
  const room = /^lib\/billing\/[\w.-]+/.exec(file)
  if (room) return room[0]
  return /^(app|components|lib\/[\w-]+)\//.exec(file)?.[1] ?? null
}

function graphOf({ edges }: Imports): Graph {
  const graph: Graph = new Map()
  for (const { from, to } of edges) {
    const [a, b] = [partOf(from), partOf(to)]
    if (!a || !b || a === b) continue
    graph.set(a, (graph.get(a) ?? new Set()).add(b))
    if (!graph.has(b)) graph.set(b, new Set())
  }
  return graph
}

function draw(graph: Graph): string {
  const parts = [...graph.keys()].sort()
  const label = (part: string) => `  ${idOf(part)}["${part.replace('lib/billing/', '')}"]`
  const isBilling = (part: string) => part.startsWith('lib/billing/')
  const lines = [
    'flowchart TD',
    ...parts.filter((part) => !isBilling(part)).map(label),
    '  subgraph lib/billing',
    ...parts.filter(isBilling).map((part) => `  ${label(part)}`),
    '  end',
    ...parts.flatMap((from) => arrowsFrom(graph, from).map((to) => `  ${idOf(from)} --> ${idOf(to)}`)),
  ]
  return `${lines.join('\n')}\n`
}

/** Removes arrows that a longer path implies: most rooms import all rooms before them. */
function arrowsFrom(graph: Graph, from: string): string[] {
  const targets = [...(graph.get(from) ?? [])].sort()
  const isShown = (to: string) =>
    targets.some(
      (other) =>
        other !== to && reaches(graph, other, to) && !reaches(graph, to, other) && !reaches(graph, other, from),
    )
  return targets.filter((to) => !isShown(to))
}

function reaches(graph: Graph, from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true
  if (seen.has(from)) return false
  seen.add(from)
  return [...(graph.get(from) ?? [])].some((next) => reaches(graph, next, to, seen))
}

function idOf(part: string): string {
  return part.replace('*', 'files').replace(/\W/g, '_')
}
