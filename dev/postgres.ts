import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { reserveNear } from './ports'
import { binaries, programOf, runner } from './postgres-binaries'
import { asSuperuser, keepPassword, passwordFile, passwordOf, requirePassword } from './postgres-password'

/** A private PostgreSQL server on 127.0.0.1, for development and tests. Its URLs contain its password. */
export type Server = { url: (database: string) => string; wasRunning: boolean; stop: () => void }

export type Options = {
  /** Used if it is free. */
  port?: number
  /** Disables crash safety for speed, for temporary data. */
  isThrowAway?: boolean
}

/**
 * Starts PostgreSQL on a folder and creates the cluster on the first run. Connects to a server that already runs on it.
 *
 * @param folder the data folder
 * @throws Error with the server's message if it cannot be started
 */
export async function startPostgres(folder: string, options: Options = {}): Promise<Server> {
  const base = path.resolve(folder)
  mkdirSync(base, { recursive: true })
  // Earlier versions let everyone read it.
  chmodSync(base, 0o700)
  keepPassword(base)
  for (let tries = 1; ; tries++) {
    const running = readPidFile(path.join(base, 'data'))
    if (running && (await serves(running.port, base))) {
      await requirePassword(base, running.port)
      return server(base, running.port, true)
    }
    try {
      return await start(base, tries === 1 ? options : { ...options, port: 0 })
    } catch (error) {
      // After kill -9, old server processes may still be exiting, a busy machine may be slow, or another program may have
      // taken the port. A second failure has a different cause.
      const isTaken = /still in use|already exists/.test((error as Error).message)
      if (tries >= (isTaken ? 20 : 2)) throw error
      await new Promise((resolve) => setTimeout(resolve, 1_500))
    }
  }
}

async function start(base: string, { port: wanted = 0, isThrowAway }: Options): Promise<Server> {
  const data = path.join(base, 'data')
  const { pg_ctl, initdb } = await binaries()
  const run = runner(base)
  if (!existsSync(path.join(data, 'PG_VERSION'))) {
    const password = ['-A', 'scram-sha-256', '--pwfile', passwordFile(base)]
    run(initdb, ['-D', data, '-U', 'postgres', ...password, '-E', 'UTF8', '--locale=C', '--no-sync'])
  }
  dropStalePidFile(data)
  const { port, release } = await reserveNear(wanted)
  await release()
  const log = path.join(base, 'log')
  run(pg_ctl, ['-D', data, '-l', log, '-o', flags(port, isThrowAway), '-w', '-t', '60', 'start'], { quiet: true })
  const started = await server(base, port, false, isThrowAway)
  try {
    await requirePassword(base, port)
  } catch (error) {
    started.stop()
    throw error
  }
  return started
}

/** Stops the server that runs on a folder, if any. */
export async function stopPostgres(folder: string): Promise<void> {
  const base = path.resolve(folder)
  const running = readPidFile(path.join(base, 'data'))
  if (!running || !(await serves(running.port, base))) return
  const { stop } = await server(base, running.port, true)
  stop()
}

/** Creates a database if needed and returns its URL. */
export async function ensureDatabase(server: Server, name: string, template?: string): Promise<string> {
  const client = new pg.Client(server.url('postgres'))
  await client.connect()
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (rowCount === 0) await client.query(`CREATE DATABASE "${name}"${template ? ` TEMPLATE "${template}"` : ''}`)
  } finally {
    await client.end()
  }
  return server.url(name)
}

async function server(base: string, port: number, wasRunning: boolean, isThrowAway = false): Promise<Server> {
  const { pg_ctl } = await binaries()
  const mode = isThrowAway ? 'immediate' : 'fast'
  return {
    url: (database) => `postgresql://postgres:${passwordOf(base)}@127.0.0.1:${port}/${database}`,
    wasRunning,
    // Fast rolls back open transactions and closes files cleanly. Immediate skips writes, which on a busy machine can take
    // longer than vitest waits for its workers. Resolves when the server has exited.
    stop: () => {
      if (!existsSync(path.join(base, 'data', 'postmaster.pid'))) return
      runner(base)(pg_ctl, ['-D', path.join(base, 'data'), '-m', mode, '-w', '-t', '30', 'stop'])
    },
  }
}

function flags(port: number, isThrowAway = false): string {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: "''",
    port: String(port),
    ...(isThrowAway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  }
  return Object.entries(settings)
    .map(([key, value]) => `-c ${key}=${value}`)
    .join(' ')
}

/** Whether the server on this port belongs to this folder. The PID file can be outdated and the port reused. */
async function serves(port: number, base: string): Promise<boolean> {
  try {
    return await asSuperuser(port, passwordOf(base), async (client) => {
      const { rows } = await client.query('SHOW data_directory')
      return realpathSync(rows[0].data_directory) === realpathSync(path.join(base, 'data'))
    })
  } catch {
    // No server responds or it denies access, so it is not ours.
    return false
  }
}

function readPidFile(data: string): { pid: number; port: number } | null {
  const file = path.join(data, 'postmaster.pid')
  if (!existsSync(file)) return null
  const lines = readFileSync(file, 'utf8').split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  return pid && port ? { pid, port } : null
}

/**
 * After a crash the PID in the file may belong to another program, or to a zombie process. PostgreSQL would refuse to
 * start for both.
 */
function dropStalePidFile(data: string): void {
  const old = readPidFile(data)
  const program = old && programOf(old.pid)
  const isServer = program?.includes('postgres') && !program.includes('<defunct>')
  if (program && !isServer) rmSync(path.join(data, 'postmaster.pid'))
}
