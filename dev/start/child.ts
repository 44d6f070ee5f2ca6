import { type ChildProcess, spawn } from 'node:child_process'
import { tiedToUs } from './run-in-place.mjs'

export type ChildOptions = {
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** File descriptor for the output. Defaults to this process's streams. */
  output?: number
}

/** Starts a Node program that stops when this process exits for any reason. */
export function startChild(args: string[], { env = process.env, cwd, output }: ChildOptions = {}): ChildProcess {
  const tie = tiedToUs()
  const out = output ?? 'inherit'
  return spawn(process.execPath, [...tie.flags, ...args], {
    stdio: [output === undefined ? 'inherit' : 'ignore', out, out, 'ipc'],
    env: { ...env, ...tie.env },
    cwd,
  })
}

/** Runs a Node program. Returns its exit status, or 1 if it was killed. */
export function runChild(args: string[], options?: ChildOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = startChild(args, options)
    child.on('error', reject)
    child.on('close', (status) => resolve(status ?? 1))
  })
}

/** Asks a child to stop and kills it after `ms` milliseconds. Resolves once it has exited. */
export async function stopChild(child: ChildProcess, ms = 6_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  if (child.connected) child.disconnect()
  // On Windows this would kill the child immediately, so there the closed channel tells it to stop.
  if (process.platform !== 'win32') child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), ms)
  await gone
  clearTimeout(timer)
}
