import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const watchParent = pathToFileURL(fileURLToPath(new URL('watch-parent.mjs', import.meta.url))).href
const pollMs = 1_000

/** Flags and variables that make a Node process exit when this one exits for any reason. */
export function tiedToUs() {
  return { flags: ['--import', watchParent], env: { DEV_PARENT: String(process.pid) } }
}

/** The same variables for processes that such a process starts with their own channel. */
export function tiedThroughout() {
  return { NODE_OPTIONS: `${process.env.NODE_OPTIONS || ''} --import=${watchParent}`.trim(), DEV_TIED: 'all' }
}

/**
 * Runs a Node program with this process's streams, signals, and exit status.
 *
 * @param {string} node the Node executable
 * @param {string[]} args flags, program, and arguments
 * @returns {Promise<number>} the exit status
 */
export function runInPlace(node, args) {
  const { flags, env } = tiedToUs()
  const child = spawn(node, [...flags, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  })
  // In a terminal, Ctrl-C also reaches the child directly. All programs here tolerate a second signal.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  const timer = watchNpm(() => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new Error(`${path.basename(node)} could not be started: ${error.message}`)))
    child.on('close', (status) => {
      clearInterval(timer)
      resolve(status ?? 1)
    })
  })
}

/** npm cannot report that it was killed, and the shell between does not notice, so check npm's process. */
function watchNpm(stop) {
  if (!process.env.npm_lifecycle_event || process.env.DEV_PARENT || process.platform === 'win32') return undefined
  const parent = process.ppid
  const npm = npmAbove(parent)
  return setInterval(() => {
    if (process.ppid !== parent || !isAlive(npm)) stop()
  }, pollMs)
}

/** Some shells replace themselves with our process, so our parent is npm. Others stay between. */
function npmAbove(parent) {
  const { stdout } = spawnSync('ps', ['-p', String(parent), '-o', 'ppid=,command='], { encoding: 'utf8' })
  const [, above, command = ''] = /^\s*(\d+)\s+(.*)/.exec(stdout || '') || []
  return command.includes('run.mjs') ? Number(above) : parent
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
  // A killed process stays listed until its parent reads its exit status.
  const status = `/proc/${pid}/stat`
  return !existsSync(status) || !/\) Z /.test(readFileSync(status, 'utf8'))
}
