import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { runConformance } from 'stripe-stand-in/testing'
import { simulate } from '../simulation/run'
import { runChild } from '../start/child'
import { testFolder } from '../start/places'
import { runE2e } from './e2e'
import { type Count, report } from './report'
import { buildShipped, isBuilt } from './shipped'

const bin = (file: string) => path.join('node_modules', file)
const next = bin('next/dist/bin/next')

const knip = [bin('knip/bin/knip.js'), '--config', 'dev/architecture/knip.json', '--no-progress', '--no-config-hints']

/** Types, lint, unused code, and unit tests, including the import rules. */
export async function check(): Promise<void> {
  // next typegen writes the page and route types that tsc needs.
  await step('routes', [next, 'typegen'])
  await step('types', [bin('typescript/bin/tsc'), '--noEmit', '--incremental', 'false'])
  await step('lint', [bin('@biomejs/biome/bin/biome'), 'check', '--diagnostic-level=warn'])
  await Promise.all([
    step('unused code', knip),
    step('unused shipped code', [
      ...knip,
      '--workspace',
      '.',
      '--production',
      '--strict',
      '--exclude',
      'exports,types',
    ]),
  ])
  await vitest('unit')
}

/** Domain functions on PostgreSQL. */
export function integration(): Promise<void> {
  return vitest('integration')
}

/** Plan-dependent tests with an additional plan in the catalog. */
export function fourthPlan(): Promise<void> {
  return vitest('integration-fourth-plan')
}

/** Compares the stand-in with documented Stripe behavior. */
export function conformance(): Promise<void> {
  return counted('conformance', async () => {
    const { passed, failures } = await runConformance('local')
    return { passed, failed: failures.length, failures }
  })
}

/** Seeded billing histories, for half a minute. */
export function simulation(): Promise<void> {
  return counted('simulation', () => simulate({ seed: 1, runs: 120, budgetMs: 30_000 }))
}

/** The production build of the shipped files, without an environment. */
export function build(): Promise<void> {
  return counted('build', async () => one(await buildShipped()))
}

/** The production build over HTTP, with several processes behind a proxy. */
export function production(): Promise<void> {
  return vitest('production')
}

/** Browser tests on that build with the Stripe stand-in. */
export function browser(): Promise<void> {
  return counted('browser tests', () => {
    if (!isBuilt()) throw new Error('There is no production build to test.')
    return runE2e({}, ['--project=local'])
  })
}

function step(name: string, args: string[]): Promise<void> {
  return counted(name, async () => one((await run(args)) === 0))
}

/** A step that throws has failed. The other steps still run, and the total includes it. */
async function counted(name: string, work: () => Promise<Count>): Promise<void> {
  console.log(`── ${name}`)
  const startedAt = Date.now()
  try {
    report(name, await work(), startedAt)
  } catch (error) {
    console.error(error instanceof Error && error.constructor === Error ? error.message : error)
    report(
      name,
      { passed: 0, failed: 1, failures: [error instanceof Error ? error.message : String(error)] },
      startedAt,
    )
  }
}

function one(isGood: boolean): Count {
  return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1 }
}

function vitest(project: string): Promise<void> {
  return counted(`${project} tests`, async () => {
    const file = path.join(testFolder, `${project}.json`)
    mkdirSync(testFolder, { recursive: true })
    rmSync(file, { force: true })
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const status = await run([bin('vitest/vitest.mjs'), 'run', '--project', project, ...reporters])
    const count = existsSync(file) ? countOf(file) : { passed: 0, failed: 0 }
    // A run that crashed or could not load a file has failed, even if every finished test passed.
    return status !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
  })
}

type VitestReport = {
  numPassedTests: number
  testResults: { name: string; status: string; assertionResults: { status: string; fullName: string }[] }[]
}

function countOf(file: string): Count {
  const { numPassedTests, testResults }: VitestReport = JSON.parse(readFileSync(file, 'utf8'))
  const failures = testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed').map(({ fullName }) => fullName)
    if (status === 'failed' && failed.length === 0) failed.push('the file could not be run')
    return failed.map((test) => `${path.relative('.', name)}: ${test}`)
  })
  return { passed: numPassedTests, failed: failures.length, failures }
}

function run(args: string[]): Promise<number> {
  return runChild(args, { env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_OPTIONS: '' } })
}
