import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { freePort, reserveNear } from './ports'
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
  const data = path.join(base, 'data')
  const running = readPidFile(data)
  if (running && (await serves(running.port, data))) return server(base, running.port, true)
  mkdirSync(base, { recursive: true })
  const { pg_ctl, initdb } = await binaries()
  const run = runner(base)
  if (!existsSync(path.join(data, 'PG_VERSION'))) {
    run(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'])
  }
  dropStalePidFile(data)
  const log = path.join(base, 'log')
  const start = (port: number) => {
    const args = ['-D', data, '-l', log, '-o', flags(port, options.isThrowAway), '-w', '-t', '60', 'start']
    run(pg_ctl, args, { quiet: true })
    return server(base, port, false)
  }
  const { port, release } = await reserveNear(options.port ?? 0)
  await release()
  for (let tries = 1; ; tries++) {
    try {
      return await start(tries === 1 ? port : await freePort())
    } catch (error) {
      // After kill -9 the last of the old server's processes may need a while to notice (the log then says that its memory
      // is in use), and somebody else may have taken the port meanwhile. Otherwise a second failure is real.
      const isEnding = /still in use/.test((error as Error).message)
      if (tries >= (isEnding ? 20 : 2)) throw error
      await new Promise((resolve) => setTimeout(resolve, 1_500))
    }
  }
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

async function server(base: string, port: number, wasRunning: boolean): Promise<Server> {
  const { pg_ctl } = await binaries()
  return {
    url: (database) => `postgresql://postgres@127.0.0.1:${port}/${database}`,
    wasRunning,
    // Fast: open transactions are rolled back, the files are closed cleanly. Answers when the server is gone.
    stop: () => {
      if (!existsSync(path.join(base, 'data', 'postmaster.pid'))) return
      runner(base)(pg_ctl, ['-D', path.join(base, 'data'), '-m', 'fast', '-w', '-t', '30', 'stop'])
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

/** After a crash the pid in the file may belong to another program by now, for which PostgreSQL would not start. */
function dropStalePidFile(data: string): void {
  const old = readPidFile(data)
  const program = old && programOf(old.pid)
  if (program && !program.includes('postgres')) rmSync(path.join(data, 'postmaster.pid'))
}
