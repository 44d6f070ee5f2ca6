import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { stopPostgres } from '../postgres'
import { startChild, stopChild } from '../start/child'
import { Cleanups, stopSignal } from '../start/cleanups'
import { acquireLock } from '../start/lock'
import { firstResponse, startNext } from '../start/next'
import { buildFolder, e2eFolder, e2eLock } from '../start/places'
import { prepare } from '../start/prepare'
import type { Settings } from '../start/settings'
import { type Stack, startStack } from '../start/stack'
import { requireChromium } from './chromium'
import type { Count } from './report'
import { buildShipped, isBuilt, withoutProductVariables } from './shipped'

const appLog = path.resolve(e2eFolder, 'app.log')
const reportFile = path.resolve(e2eFolder, 'report.json')

/**
 * Runs the browser tests on the production build, and starts everything they need.
 *
 * @param settings overrides for private services, such as a Stripe test key
 * @param args Playwright arguments, including `--project`
 */
export async function runE2e(settings: Settings, args: string[]): Promise<Count> {
  const cleanups = new Cleanups()
  const stopped = stopSignal().then((signal) => {
    throw new Error(`Stopped by ${signal}.`)
  })
  try {
    return await Promise.race([run(settings, args, cleanups), stopped])
  } finally {
    await cleanups.run()
  }
}

async function run(settings: Settings, args: string[], cleanups: Cleanups): Promise<Count> {
  const lock = await acquireLock(e2eLock, '`npm run e2e`')
  await cleanups.add(lock.release)
  const browser = await requireChromium()
  if (!isBuilt()) {
    console.log('Creating the production build…')
    if (!(await buildShipped())) throw new Error('The production build failed.')
  }
  await stopPostgres(path.join(e2eFolder, 'postgres'))
  rmSync(e2eFolder, { recursive: true, force: true })
  mkdirSync(e2eFolder, { recursive: true })
  const stack = await startStack({ folder: e2eFolder, settings, host: '127.0.0.1', isThrowAway: true, cleanups })
  const problem = await prepare(stack, { withPeople: true })
  if (problem) throw problem
  await startApp(stack, cleanups)
  const count = await runPlaywright(stack, args, browser, cleanups)
  if (count.failed > 0) console.log(`\nLast lines of the app log (${path.relative('.', appLog)}):\n${tailOf(appLog)}`)
  return count
}

async function startApp({ appPort, env, releaseAppPort }: Stack, cleanups: Cleanups): Promise<void> {
  const own = withoutProductVariables(process.env)
  const output = openSync(appLog, 'a', 0o600)
  await releaseAppPort()
  const app = startNext('start', appPort, { cwd: buildFolder, env: { ...own, ...env, LOG_LEVEL: 'info' }, output })
  await cleanups.add(() => stopChild(app))
  const status = await firstResponse(app, appPort, 60_000).catch((error: Error) => error)
  if (status !== 200) throw new Error(`The app failed to serve its first page: ${status}\n${tailOf(appLog)}`)
}

async function runPlaywright(stack: Stack, args: string[], browser: string, cleanups: Cleanups): Promise<Count> {
  const env = {
    ...withoutProductVariables(process.env),
    E2E_APP_URL: stack.appUrl,
    E2E_STRIPE_URL: stack.stripeUrl ?? '',
    E2E_STRIPE_KEY: stack.env.STRIPE_SECRET_KEY,
    E2E_WEBHOOK_SECRET: stack.env.STRIPE_WEBHOOK_SECRET,
    E2E_MAIL_URL: stack.mailUrl ?? '',
    E2E_DATABASE_URL: stack.env.DATABASE_URL,
    E2E_CHROMIUM: browser,
    PLAYWRIGHT_JSON_OUTPUT_FILE: reportFile,
  }
  const cli = path.join('node_modules', '@playwright', 'test', 'cli.js')
  const own = ['--output', path.join(e2eFolder, 'results'), '--reporter=list,json']
  const child = startChild([cli, 'test', ...args, ...own], { env })
  await cleanups.add(() => stopChild(child, 15_000))
  const status = await new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)))
  const count = existsSync(reportFile) ? countOf(reportFile) : { passed: 0, failed: 0 }
  // A run that crashed or ran no tests has failed, even if every finished test passed.
  return status !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count
}

type Suite = { specs: { title: string; file: string; line: number; ok: boolean }[]; suites?: Suite[] }

function countOf(file: string): Count {
  const { stats, suites }: { stats: Record<string, number>; suites: Suite[] } = JSON.parse(readFileSync(file, 'utf8'))
  const { expected = 0, unexpected = 0 } = stats
  return { passed: expected, failed: unexpected, failures: suites.flatMap(failuresOf) }
}

function failuresOf({ specs, suites = [] }: Suite): string[] {
  const own = specs.filter(({ ok }) => !ok).map(({ title, file, line }) => `e2e/${file}:${line} ${title}`)
  return [...own, ...suites.flatMap(failuresOf)]
}

function tailOf(file: string): string {
  return readFileSync(file, 'utf8').split('\n').slice(-60).join('\n')
}
