import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { localHosts } from '../stripe/http/local-requests'
import { type ChildOptions, startChild } from './child'
import { tiedThroughout } from './run-in-place.mjs'

/** Next's program, started directly: signals do not reach it through npx or npm. */
export const nextProgram = path.resolve('node_modules', 'next', 'dist', 'bin', 'next')

/** Starts `next dev` or `next start` on a port of 127.0.0.1. */
export function startNext(command: 'dev' | 'start', port: number, options: ChildOptions): ChildProcess {
  const env = nextEnv(command, port, options.env)
  return startChild([nextProgram, command, '--hostname', '127.0.0.1', '--port', String(port)], { ...options, env })
}

/** Next's environment, without changes that this process made for itself, such as a different log level. */
export function nextEnv(command: 'dev' | 'start', port: number, given = process.env): NodeJS.ProcessEnv {
  // `next dev` serves from a separate process that would keep running if only the parent were killed.
  const development = command === 'dev' ? guarded(tiedThroughout(), given.APP_URL) : {}
  // Ignores NODE_ENV from the shell. Next would change tsconfig.json and run in the wrong mode.
  const NODE_ENV = command === 'dev' ? 'development' : 'production'
  return { ...given, ...development, NODE_ENV, NEXT_TELEMETRY_DISABLED: '1', PORT: String(port) }
}

/** The environment for `next dev`. It allows requests for this machine's names and for the host in APP_URL, which may be a tunnel. */
function guarded({ NODE_OPTIONS, ...env }: ReturnType<typeof tiedThroughout>, appUrl: string | undefined) {
  const own = appUrl && URL.canParse(appUrl) ? [new URL(appUrl).hostname] : []
  const guard = pathToFileURL(path.resolve('dev', 'start', 'allowed-hosts.mjs')).href
  return { ...env, NODE_OPTIONS: `${NODE_OPTIONS} --import=${guard}`, DEV_HOSTS: [...localHosts, ...own].join() }
}

/**
 * Resolves with the status of the first response from the first page.
 *
 * @throws Error if the app exits, or does not respond within `ms` milliseconds
 */
export async function firstResponse(child: ChildProcess, port: number, ms = 180_000): Promise<number> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('The app exited before it responded.')
    const status = await statusOf(`http://127.0.0.1:${port}/`, end - Date.now())
    if (status > 0) return status
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
  throw new Error(`The app did not respond within ${ms / 1000} s.`)
}

async function statusOf(url: string, ms: number): Promise<number> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ms) })
    await response.body?.cancel()
    return response.status
  } catch {
    // Not listening yet.
    return 0
  }
}
