import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import { type ChildOptions, startChild } from './child'
import { tiedThroughout } from './run-in-place.mjs'

/** Next's own program, never through npx or npm: a signal must reach it. */
export const nextProgram = path.resolve('node_modules', 'next', 'dist', 'bin', 'next')

/** Starts `next dev` or `next start` on a port of 127.0.0.1. */
export function startNext(command: 'dev' | 'start', port: number, options: ChildOptions): ChildProcess {
  const env = nextEnv(command, port, options.env)
  return startChild([nextProgram, command, '--hostname', '127.0.0.1', '--port', String(port)], { ...options, env })
}

/** The environment of Next. What this process set for itself meanwhile, such as a quieter log, does not reach it. */
export function nextEnv(command: 'dev' | 'start', port: number, given = process.env): NodeJS.ProcessEnv {
  // `next dev` serves from a process of its own, which would outlive it if only it were killed.
  const tie = command === 'dev' ? tiedThroughout() : {}
  // Whatever the shell says: Next would write into tsconfig.json, and serve what it was not made for.
  const NODE_ENV = command === 'dev' ? 'development' : 'production'
  return { ...given, ...tie, NODE_ENV, NEXT_TELEMETRY_DISABLED: '1', PORT: String(port) }
}

/**
 * Resolves with the status of the first answer to a request for the first page.
 *
 * @throws Error when the app's process ends instead, or when nothing was answered in `ms` milliseconds
 */
export async function firstAnswer(child: ChildProcess, port: number, ms = 180_000): Promise<number> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('The app ended before it answered.')
    const status = await statusOf(`http://127.0.0.1:${port}/`, end - Date.now())
    if (status > 0) return status
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error(`The app did not answer within ${ms / 1000} s.`)
}

async function statusOf(url: string, ms: number): Promise<number> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ms) })
    await response.body?.cancel()
    return response.status
  } catch {
    // It does not listen yet.
    return 0
  }
}
