import { type ChildProcess, spawn } from 'node:child_process'
import { tiedToUs } from './run-in-place.mjs'

export type ChildOptions = {
  env?: NodeJS.ProcessEnv
  cwd?: string
  /** A file descriptor for what it prints; our own streams when left out. */
  output?: number
}

/** Starts a Node program that stops when this process is gone, however it went. */
export function startChild(args: string[], { env = process.env, cwd, output }: ChildOptions = {}): ChildProcess {
  const tie = tiedToUs()
  const out = output ?? 'inherit'
  return spawn(process.execPath, [...tie.flags, ...args], {
    stdio: [output === undefined ? 'inherit' : 'ignore', out, out, 'ipc'],
    env: { ...env, ...tie.env },
    cwd,
  })
}

/** Runs a Node program to its end; answers its exit status, 1 when it was killed. */
export function runChild(args: string[], options?: ChildOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = startChild(args, options)
    child.on('error', reject)
    child.on('close', (status) => resolve(status ?? 1))
  })
}

/** Asks a child to stop, and insists after `ms` milliseconds. Resolves when it is gone. */
export async function stopChild(child: ChildProcess, ms = 6_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  if (child.connected) child.disconnect()
  // On Windows this would end it on the spot; there the closed channel alone tells it to stop.
  if (process.platform !== 'win32') child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), ms)
  await gone
  clearTimeout(timer)
}
