import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import path from 'node:path'
import type { ICruiseResult } from 'dependency-cruiser'
import rulesOf from './import-rules.mjs'

export type Imports = {
  /** Every import of one file by another: both paths from the root. */
  edges: { from: string; to: string }[]
  /** What breaks a rule of import-rules.mjs, a line for each. */
  violations: string[]
}

const program = path.resolve('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
const config = path.resolve('dev/architecture/import-rules.mjs')
const folders = ['app', 'components', 'lib', 'prisma', 'dev', 'e2e']

/**
 * Reads who imports whom, and checks it against the rules.
 *
 * @param root the folder of the project
 * @throws Error with what dependency-cruiser printed when it could not do its work
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
