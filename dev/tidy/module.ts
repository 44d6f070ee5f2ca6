import path from 'node:path'
import { parseAst } from 'vitest/node'

/** A node of the syntax tree (ESTree with TypeScript's additions). */
// biome-ignore lint/suspicious/noExplicitAny: the rules look at a handful of node kinds, each by its `type`.
export type Node = { type: string; start: number; end: number } & Record<string, any>

export type Import = {
  specifier: string
  /** The file of the project that it leads to; null for a package. */
  file: string | null
  /** The package that it comes from; null for a file of the project and for Node's own modules. */
  package: string | null
  isType: boolean
}

export type Module = { path: string; text: string; program: Node; imports: Import[] }

type Exists = (file: string) => boolean

/**
 * Parses one file.
 *
 * @param file its path in the project
 * @param exists tells whether the project has a file, for following imports
 * @throws SyntaxError when it is not TypeScript
 */
export function parseModule(file: string, text: string, exists: Exists): Module {
  const lang = file.endsWith('.tsx') ? 'tsx' : file.endsWith('.ts') ? 'ts' : 'js'
  const program = parseAst(text, { lang }) as unknown as Node
  const imports: Import[] = []
  walk(program, (node) => {
    const source = node.source?.value
    const isImport = /^(Import|Export(All|Named))Declaration$|^ImportExpression$|^TSImportType$/.test(node.type)
    if (!isImport || typeof source !== 'string') return
    const isType = node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type'
    imports.push({ specifier: source, isType, ...follow(file, source, exists) })
  })
  return { path: file, text, program, imports }
}

function follow(from: string, specifier: string, exists: Exists): Pick<Import, 'file' | 'package'> {
  if (specifier.startsWith('node:')) return { file: null, package: null }
  const isOwn = specifier.startsWith('.') || specifier.startsWith('@/')
  if (!isOwn) {
    const parts = specifier.split('/')
    return { file: null, package: specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '') }
  }
  const base = specifier.startsWith('@/')
    ? specifier.slice(2)
    : path.posix.normalize(path.posix.join(path.posix.dirname(from), specifier))
  const candidates = [base, `${base}.ts`, `${base}.tsx`, `${base}.mjs`, `${base}/index.ts`, `${base}/index.tsx`]
  // What is generated is not in the tree, and is named by the path that was asked for.
  return { file: candidates.find(exists) ?? base, package: null }
}

/** Calls `visit` with every node of a tree. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node)
  for (const value of Object.values(node)) {
    for (const inner of Array.isArray(value) ? value : [value]) {
      if (inner && typeof inner === 'object' && typeof inner.type === 'string') walk(inner, visit)
    }
  }
}

/** Every node of a module that passes a test. */
export function nodesOf(module: Module, test: (node: Node) => boolean): Node[] {
  const found: Node[] = []
  walk(module.program, (node) => {
    if (test(node)) found.push(node)
  })
  return found
}

/** The number of the line that an offset is on, from 1. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length
}
