import { rmSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { stopPostgres } from '../postgres'
import { stopChild } from '../start/child'
import { usualPorts } from '../start/choose-ports'
import { Cleanups, stopSignal } from '../start/cleanups'
import type { Database } from '../start/database'
import { acquireLock } from '../start/lock'
import { firstResponse, startNext } from '../start/next'
import { devFolder, devLock } from '../start/places'
import { prepare } from '../start/prepare'
import { loadEnvFiles, readSettings, type Settings } from '../start/settings'
import { startStack } from '../start/stack'
import { welcome } from '../start/welcome'

// npm run dev [-- --fresh]: starts all services and the product. `--fresh` deletes all local data first.

const folder = devFolder
const patienceMs = 60 * 60_000
const cleanups = new Cleanups()
const stopped = stopSignal().then(() => 0)
process.on('uncaughtException', (error) => finish(error))

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { fresh: { type: 'boolean' } } })
  loadEnvFiles()
  const settings = readSettings(process.env)
  const inherited = { ...process.env }
  const lock = await acquireLock(devLock, '`npm run dev`')
  await cleanups.add(lock.release)
  if (values.fresh) await forget()
  const stack = await startStack({ folder, settings, ports: usualPorts, host: 'localhost', cleanups })
  const { appPort, appUrl, env, database } = stack
  lock.note({ appPort, appUrl, env })
  if (database.applied.length > 0) console.log(`Applied migrations: ${database.applied.join(', ')}`)
  const withPeople = mayBeSeeded(settings, database)
  if (database.isEmpty && withPeople) console.log('Preparing the demo accounts…')
  const problem = await prepare(stack, { withPeople })
  // The product works without demo accounts, and a developer who edits the plans should not be blocked.
  if (problem) console.error(`Could not create the demo accounts from prisma/seed: ${problem.message}`)
  await stack.releaseAppPort()
  const app = startNext('dev', appPort, { env: { ...inherited, ...env } })
  await cleanups.add(() => stopChild(app))
  const ended = new Promise<number>((resolve) => app.once('exit', (status) => resolve(status || 1)))
  const status = await Promise.race([firstResponse(app, appPort, patienceMs), slow(), stopped])
  if (status !== 0) console.log(welcome(stack, settings, withPeople && !problem))
  if (status === 'slow') console.log('  The first page is still compiling.\n')
  else if (status >= 400) console.log(`  The first page returned ${status}. See the error above.\n`)
  return ended
}

/** Prints the URLs even on a slow machine. */
function slow(): Promise<'slow'> {
  return new Promise((resolve) => setTimeout(resolve, 60_000, 'slow').unref())
}

/** Creates accounts with a known password only on this machine, and only without other users. */
function mayBeSeeded({ databaseUrl }: Settings, { isEmpty, hasDemo }: Database): boolean {
  if (!databaseUrl) return true
  if (['localhost', '127.0.0.1', '[::1]'].includes(new URL(databaseUrl).hostname)) return isEmpty || hasDemo
  console.log(
    'DATABASE_URL is on another machine, so no demo accounts were created. Sign up, or run `npx prisma db seed`.',
  )
  return false
}

async function forget(): Promise<void> {
  await stopPostgres(path.join(folder, 'postgres'))
  rmSync(folder, { recursive: true, force: true })
  console.log('Deleted all local data.')
}

async function finish(result: number | Error): Promise<never> {
  // A plain Error has instructions. Any other error is a bug and gets a stack trace.
  if (result instanceof Error) console.error(result.constructor === Error ? `\n${result.message}` : result)
  await cleanups.run()
  process.exit(result instanceof Error ? 1 : result)
}

await finish(await Promise.race([main(), stopped]).catch((error: Error) => error))
