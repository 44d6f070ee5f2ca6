import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { reserveNear } from './ports'
import { binaries, programOf, runner } from './postgres-binaries'

/** A private PostgreSQL server on 127.0.0.1, for development and tests. */
export type Server = { url: (database: string) => string; wasRunning: boolean; stop: () => void }

export type Options = {
  /** Taken when it is free. */
  port?: number
  /** Gives up safety against a crash for speed: for data that is thrown away. */
  isThrowAway?: boolean
}

/**
 * Starts PostgreSQL on a folder, making the cluster on the first run; joins the server that already runs on it.
 *
 * @param folder where the data lives
 * @throws Error with the server's own words when it cannot be started
 */
export async function startPostgres(folder: string, options: Options = {}): Promise<Server> {
  const base = path.resolve(folder)
  for (let tries = 1; ; tries++) {
    const running = readPidFile(path.join(base, 'data'))
    if (running && (await serves(running.port, path.join(base, 'data')))) return server(base, running.port, true)
    try {
      return await start(base, tries === 1 ? options : { ...options, port: 0 })
    } catch (error) {
      // After kill -9 the last of the old server's processes may need a while to end, and a server on a busy machine to
      // answer; somebody else may have taken the port meanwhile. Otherwise a second failure is real.
      const isTaken = /still in use|already exists/.test((error as Error).message)
      if (tries >= (isTaken ? 20 : 2)) throw error
      await new Promise((resolve) => setTimeout(resolve, 1_500))
    }
  }
}

async function start(base: string, { port: wanted = 0, isThrowAway }: Options): Promise<Server> {
  const data = path.join(base, 'data')
  mkdirSync(base, { recursive: true })
  const { pg_ctl, initdb } = await binaries()
  const run = runner(base)
  if (!existsSync(path.join(data, 'PG_VERSION'))) {
    run(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'])
  }
  dropStalePidFile(data)
  const { port, release } = await reserveNear(wanted)
  await release()
  const log = path.join(base, 'log')
  run(pg_ctl, ['-D', data, '-l', log, '-o', flags(port, isThrowAway), '-w', '-t', '60', 'start'], { quiet: true })
  return server(base, port, false, isThrowAway)
}

/** Stops the server that runs on a folder, if one does. */
export async function stopPostgres(folder: string): Promise<void> {
  const base = path.resolve(folder)
  const running = readPidFile(path.join(base, 'data'))
  if (!running || !(await serves(running.port, path.join(base, 'data')))) return
  const { stop } = await server(base, running.port, true)
  stop()
}

/** Makes a database unless it exists; answers its address. */
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
    url: (database) => `postgresql://postgres@127.0.0.1:${port}/${database}`,
    wasRunning,
    // Fast: open transactions are rolled back, the files are closed cleanly. Immediate: nothing is written any more, which
    // on a busy machine can take longer than vitest waits for its workers. Answers when the server is gone.
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

/** Whether the server on this port is the one of this folder: the pid file may be old, and the port somebody else's. */
async function serves(port: number, data: string): Promise<boolean> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', database: 'postgres', ...patience })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query('SHOW data_directory')
    return realpathSync(rows[0].data_directory) === realpathSync(data)
  } catch {
    // Nobody answers, or it is not a server that lets us in: not ours in either case.
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

const patience = { connectionTimeoutMillis: 3_000, query_timeout: 3_000 }

function readPidFile(data: string): { pid: number; port: number } | null {
  const file = path.join(data, 'postmaster.pid')
  if (!existsSync(file)) return null
  const lines = readFileSync(file, 'utf8').split('\n')
  const [pid, port] = [Number(lines[0]), Number(lines[3])]
  return pid && port ? { pid, port } : null
}

/**
 * After a crash the pid in the file may belong to another program by now, or to a server that is dead and that nobody
 * has buried yet. PostgreSQL would not start for either.
 */
function dropStalePidFile(data: string): void {
  const old = readPidFile(data)
  const program = old && programOf(old.pid)
  const isServer = program?.includes('postgres') && !program.includes('<defunct>')
  if (program && !isServer) rmSync(path.join(data, 'postmaster.pid'))
}
