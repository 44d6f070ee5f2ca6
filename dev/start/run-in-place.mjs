import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const watchParent = pathToFileURL(fileURLToPath(new URL('watch-parent.mjs', import.meta.url))).href
const pollMs = 1_000

/** The flags and variables that make a Node process stop when this one is gone, however it went. */
export function tiedToUs() {
  return { flags: ['--import', watchParent], env: { DEV_PARENT: String(process.pid) } }
}

/** The variables that do the same for the processes which such a process starts with a channel of their own. */
export function tiedThroughout() {
  return { NODE_OPTIONS: `${process.env.NODE_OPTIONS || ''} --import=${watchParent}`.trim(), DEV_TIED: 'all' }
}

/**
 * Runs a Node program in our place: with our streams, our signals and, in the end, its exit status as ours.
 *
 * @param {string} node the Node to run it with
 * @param {string[]} args flags, program and arguments
 * @returns {Promise<number>} the exit status
 */
export function runInPlace(node, args) {
  const { flags, env } = tiedToUs()
  const child = spawn(node, [...flags, ...args], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...env },
  })
  // In a terminal Ctrl-C reaches the child by itself as well; every program here takes a second signal calmly.
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

/** npm cannot tell anybody that it was killed, and the shell that it runs us in does not notice: look at it. */
function watchNpm(stop) {
  if (!process.env.npm_lifecycle_event || process.env.DEV_PARENT || process.platform === 'win32') return undefined
  const parent = process.ppid
  const npm = npmAbove(parent)
  return setInterval(() => {
    if (process.ppid !== parent || !isAlive(npm)) stop()
  }, pollMs)
}

/** Some shells put us in their place, so that our parent is npm itself; others stay between. */
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
  // A process that was killed is still listed until its own parent has taken note.
  const status = `/proc/${pid}/stat`
  return !existsSync(status) || !/\) Z /.test(readFileSync(status, 'utf8'))
}
