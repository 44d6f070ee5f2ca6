import path from 'node:path'
import { type Module, type Node, nodesOf } from '../module'
import { isProduct, isTest } from '../places'
import type { Repository } from '../repository'
import type { Rule } from '../rule'

/** Files that something outside the code opens by name: Next, Prisma, Vitest, Playwright, people, dev/run.mjs. */
const entries = [
  /^(proxy|instrumentation|[\w-]+\.config)\.(ts|mjs)$/,
  /^app\/(.*\/)?(page|layout|template|loading|error|global-error|not-found|default|route|icon|sitemap|robots|manifest|opengraph-image)\.tsx?$/,
  /^dev\/tasks\/[\w-]+\.ts$/,
  // What the stand-in's package.json names.
  /^dev\/stripe\/(bin|index|in-process|testing\/index)\.ts$|^dev\/stripe\/build\.mjs$/,
  /^lib\/[\w-]+\/cli\.ts$/,
  /\.(test|spec)\.tsx?$/,
]

export const noDeadFiles: Rule = {
  name: 'no dead files: what ships is reached from a page, a route, a configuration or a command',
  check: (repository) => {
    const scripts = Object.values(repository.json<{ scripts: Record<string, string> }>('package.json').scripts ?? {})
    const named = scripts.join(' ').match(/[\w./-]+\.(ts|mjs)\b/g) ?? []
    const isEntry = (file: string) => named.some((name) => name === file) || entries.some((entry) => entry.test(file))
    const all = repository.modules().map((module) => module.path)
    const fromAll = reach(repository, all.filter(isEntry))
    // A file that only a test reaches ships for nothing.
    const fromProduct = reach(
      repository,
      all.filter((file) => isEntry(file) && !isTest(file)),
    )
    return all
      .filter((file) => !/\.d\.m?ts$/.test(file))
      .filter((file) => !(isProduct(file) ? fromProduct : fromAll).has(file))
      .map((file) => `nothing uses ${file}`)
  },
}

function reach(repository: Repository, from: string[]): Set<string> {
  const reached = new Set<string>()
  const queue = [...from]
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file) || !repository.has(file)) continue
    reached.add(file)
    if (/\.(ts|tsx|mjs)$/.test(file)) queue.push(...usesOf(repository.module(file)))
  }
  return reached
}

/** What a file imports, and what it names by its path to open or to run. */
function usesOf(module: Module): string[] {
  const imported = module.imports.flatMap(({ file }) => file ?? [])
  // The tidy rules name files in order to judge them.
  if (module.path.startsWith('dev/tidy')) return imported
  const folder = path.posix.dirname(module.path)
  const texts = nodesOf(module, (node) => node.type === 'Literal' || isJoin(node)).map(textOf)
  const named = texts.flatMap((text) => text.match(/[\w./-]+\.(ts|tsx|mjs)\b/g) ?? [])
  const places = named.flatMap((text) => [path.posix.normalize(text), path.posix.join(folder, text)])
  return [...imported, ...places]
}

function isJoin(node: Node): boolean {
  return node.type === 'CallExpression' && /^(join|resolve)$/.test(node.callee.property?.name ?? node.callee.name ?? '')
}

function textOf(node: Node): string {
  if (node.type === 'Literal') return String(node.value)
  return node.arguments
    .flatMap((argument: Node) => (typeof argument.value === 'string' ? argument.value : []))
    .join('/')
}
