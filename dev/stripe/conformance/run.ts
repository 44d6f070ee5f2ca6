import Stripe from 'stripe'
import { type StandIn, startStandIn } from '../server'
import { registeredOperations } from '../testing/registered-operations'
import { groups } from './all-cases'
import type { Case } from './case'
import { type Target, World } from './world'

type Outcome = {
  passed: number
  /** Names of failed cases. An operation that no case calls counts as a failure. */
  failures: string[]
  notRun: { name: string; why: string }[]
}

/**
 * Runs the cases in order and prints the results.
 *
 * @param only pattern for group and case names; runs all cases if omitted
 * @returns the number of passed cases, the failures, and the skipped cases with their reasons
 */
export async function runConformance(target: Target, only?: RegExp): Promise<Outcome> {
  const standIn = target === 'local' ? await startStandIn() : null
  const stripe = standIn ? localStripe(standIn) : new Stripe(process.env.STRIPE_SECRET_KEY ?? '', { telemetry: false })
  const outcome: Outcome = { passed: 0, failures: [], notRun: [] }
  for (const { name, cases } of groups) {
    const wanted = cases.filter((one) => !only || only.test(`${name}: ${one.name}`))
    if (wanted.length === 0) continue
    const before = { passed: outcome.passed, failed: outcome.failures.length }
    const startedAt = Date.now()
    for (const one of wanted) await runCase(one, name, new World(stripe, target, standIn), outcome)
    const [passed, failed] = [outcome.passed - before.passed, outcome.failures.length - before.failed]
    console.log(`${name}: ${passed} passed, ${failed} failed (${Date.now() - startedAt} ms)`)
  }
  if (standIn && !only) outcome.failures.push(...(await uncalledOf(standIn)))
  await standIn?.close()
  return outcome
}

async function uncalledOf({ url, ctx }: StandIn): Promise<string[]> {
  const { calls } = (await (await fetch(`${url}/_control/calls`)).json()) as {
    calls: { method: string; path: string }[]
  }
  const called = new Set(calls.map(({ method, path }) => ctx.router.match(method, path)?.operation))
  const names = [...called].map((operation) => operation && `${operation.method} ${operation.path}`)
  return registeredOperations()
    .map(({ method, path }) => `${method} ${path}`)
    .filter((name) => !names.includes(name))
    .map((name) => `no case calls ${name}`)
}

export function localStripe(standIn: StandIn, more: Stripe.StripeConfig = {}): Stripe {
  const { port } = new URL(standIn.url)
  const where = { host: '127.0.0.1', port: Number(port), protocol: 'http', telemetry: false } as const
  return new Stripe(standIn.secretKey, { ...where, ...more })
}

async function runCase(one: Case, group: string, world: World, outcome: Outcome): Promise<void> {
  const name = `${group}: ${one.name}`
  if (world.target === 'stripe' && one.localOnly) {
    outcome.notRun.push({ name, why: one.localOnly })
    return
  }
  const problem = await problemOf(one, world)
  if (world.target === 'local' && one.differs) {
    if (problem) outcome.notRun.push({ name, why: one.differs })
    else fail(outcome, name, one, 'it now passes; remove its `differs` field')
  } else if (problem) fail(outcome, name, one, problem)
  else outcome.passed++
}

async function problemOf(one: Case, world: World): Promise<string | null> {
  try {
    await one.run(world)
    return null
  } catch (error) {
    if (!(error instanceof Error)) return String(error)
    const at = error.stack?.split('\n').find((line) => line.includes('/conformance/cases/'))
    return `${error.message}${at ? `\n${at}` : ''}`
  } finally {
    await world.clean()
  }
}

function fail(outcome: Outcome, name: string, { source }: Case, problem: string): void {
  outcome.failures.push(name)
  console.log(`FAILED ${name} [${source}]\n    ${shortened(problem).replaceAll('\n', '\n    ')}`)
}

/** Shortens long diffs to the start and the failing line. */
function shortened(problem: string): string {
  const lines = problem.split('\n')
  return lines.length <= 16 ? problem : [...lines.slice(0, 12), '…', ...lines.slice(-2)].join('\n')
}
