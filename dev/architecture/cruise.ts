import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { ICruiseResult } from 'dependency-cruiser'
import rulesOf from './import-rules.mjs'

export type Imports = {
  /** Every import between two files, with paths from the root. */
  edges: { from: string; to: string }[]
  /** Violations of import-rules.mjs, one per line. */
  violations: string[]
}

const program = path.resolve('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
const config = path.resolve('dev/architecture/import-rules.mjs')
const folders = ['app', 'components', 'lib', 'prisma', 'dev', 'e2e']

/**
 * Reads all imports and checks them against the rules.
 *
 * @param root the project folder
 * @throws Error with dependency-cruiser's output if it fails
 */
export function readImports(root = '.'): Imports {
  const sources = readdirSync(root).filter((name) => folders.includes(name) || /\.(ts|mjs)$/.test(name))
  const args = [program, '--config', config, '--output-type', 'json', ...sources]
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (!stdout) throw new Error(stderr)
  const { modules, summary }: ICruiseResult = JSON.parse(stdout)
  return {
    edges: modules.flatMap(({ source, dependencies }) =>
      dependencies.map(({ resolved: to }) => ({ from: source, to })),
    ),
    violations: summary.violations.map(({ rule: { name }, from, to, cycle }) => {
      const trail = cycle ? [from, ...cycle.map((file) => file.name)] : to === from ? [from] : [from, to]
      return `${name}: ${trail.join(' → ')}. ${commentOf(name)}`
    }),
  }
}

function commentOf(name: string): string {
  const rules: { name?: string; comment?: string }[] = [...(rulesOf.forbidden ?? []), ...(rulesOf.required ?? [])]
  return rules.find((rule) => rule.name === name && rule.comment)?.comment ?? ''
}
