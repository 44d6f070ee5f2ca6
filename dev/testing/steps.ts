import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { report } from './report'

const node = process.execPath
const bin = (file: string) => path.join('node_modules', file)
const next = bin('next/dist/bin/next')

/** Types, lint and unit tests: the fast gate. */
export async function check(): Promise<void> {
  // next typegen writes the types of pages and routes, which tsc then needs.
  await step('routes', [next, 'typegen'])
  await step('types', [bin('typescript/bin/tsc'), '--noEmit'])
  await step('lint', [bin('@biomejs/biome/bin/biome'), 'check', '--diagnostic-level=warn'])
  await vitest('unit')
}

/** Domain functions on a real PostgreSQL. */
export function integration(): Promise<void> {
  return vitest('integration')
}

/** The production build, with no environment at all, as on a build machine. */
export async function build(): Promise<void> {
  await step('build', [next, 'build'])
}

async function step(name: string, args: string[]): Promise<void> {
  console.log(`── ${name}`)
  const startedAt = Date.now()
  const isGood = (await run(args)) === 0
  report(name, { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1 }, startedAt)
}

async function vitest(project: string): Promise<void> {
  console.log(`── ${project} tests`)
  const startedAt = Date.now()
  const file = path.join('.portico', 'test', `${project}.json`)
  mkdirSync(path.dirname(file), { recursive: true })
  rmSync(file, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const status = await run([bin('vitest/vitest.mjs'), 'run', '--project', project, ...reporters])
  const counts = existsSync(file) ? countsOf(file) : { passed: 0, failed: 0 }
  // A run that died, or a file that could not be loaded, fails even if every test that ran was green.
  if (status !== 0 && counts.failed === 0) counts.failed = 1
  report(`${project} tests`, counts, startedAt)
}

function countsOf(file: string): { passed: number; failed: number } {
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(file, 'utf8'))
  return { passed: numPassedTests, failed: numFailedTests }
}

function run(args: string[]): Promise<number> {
  return new Promise((resolve) => {
    const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_OPTIONS: '' }
    const child = spawn(node, args, { stdio: 'inherit', env })
    child.on('close', (status) => resolve(status ?? 1))
  })
}
