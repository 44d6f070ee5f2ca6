import { once } from 'node:events'
import type { Socket } from 'node:net'
import pg from 'pg'
import { resetWire, watch } from './wire'

// Simulates a process that stops at a chosen edge: after any PostgreSQL statement or Stripe call, before it gets the
// response. From then on it reaches neither, and the server rolls back open transactions, as with kill -9. Stopping
// before the next statement would look the same from outside.

// biome-ignore lint/suspicious/noExplicitAny: the driver's query has a dozen overloads, all forwarded unchanged.
type Query = (this: any, ...args: any[]) => any

const prototype = pg.Client.prototype as unknown as { query: Query; [field: string]: unknown }
const original = prototype.query

let edges = 0
let crashAt = Number.POSITIVE_INFINITY
let isDead = false
let closings: Promise<void>[] = []

class Crash extends Error {}

/** Blocks side effects once the process is dead. */
function alive(): void {
  if (crashAt === 0) isDead = true
  if (isDead) throw new Crash('the process stopped here')
}

/** Counts an edge and stops the process at the chosen one. */
function edge(): void {
  edges++
  if (edges >= crashAt) isDead = true
  alive()
}

/** The next process gets a new pool, so that it does not reuse a closing connection. */
async function closed(stream: Socket): Promise<void> {
  if (stream.destroyed) return
  stream.destroy()
  await once(stream, 'close')
}

function patched(this: { connection: { stream: Socket } }, ...args: unknown[]): unknown {
  const callback = typeof args.at(-1) === 'function' ? (args.pop() as (error: unknown, result?: unknown) => void) : null
  const run = async () => {
    try {
      alive()
      const result = await original.apply(this, args)
      edge()
      return result
    } catch (error) {
      if (error instanceof Crash) closings.push(closed(this.connection.stream))
      throw error
    }
  }
  if (!callback) return run()
  run().then((result) => callback(null, result), callback)
}

/** Stops the `crashDuring` process from outside, for example when a mail server has accepted an email. */
export function stopHere(): void {
  isDead = true
}

/**
 * Runs work in a process that stops at its `at`-th edge, or immediately for 0.
 *
 * @returns true if it reached that edge, false if the work finished first
 */
export async function crashDuring(at: number, work: () => Promise<unknown>): Promise<boolean> {
  ;[edges, crashAt, isDead] = [0, at, false]
  prototype.query = patched as Query
  watch((at) => (at === 'before' ? alive() : edge()))
  try {
    await work()
  } catch (error) {
    // Errors after the stop would be lost in a real crash.
    if (!isDead) throw error
  } finally {
    prototype.query = original
    crashAt = Number.POSITIVE_INFINITY
    resetWire()
    await Promise.all(closings)
    closings = []
  }
  return isDead
}

/** Delays the first matching statement until it is released, like a slow disk or a busy machine. */
export function holdStatement(pattern: RegExp): { arrived: Promise<void>; release: () => void } {
  let release = () => undefined as unknown
  const released = new Promise<void>((resolve) => {
    release = resolve as () => unknown
  })
  const arrived = new Promise<void>((resolve) => {
    prototype.query = function (this: unknown, ...args: unknown[]) {
      const text = typeof args[0] === 'string' ? args[0] : ((args[0] as { text?: string })?.text ?? '')
      if (!pattern.test(text)) return original.apply(this, args)
      prototype.query = original
      const callback = typeof args.at(-1) === 'function' ? args.pop() : null
      resolve()
      const run = released.then(() => original.apply(this, args))
      if (!callback) return run
      const done = callback as (error: unknown, result?: unknown) => void
      run.then((result) => done(null, result), done)
    } as Query
  })
  return { arrived, release: () => release() }
}

/** Makes the database unreachable while work runs. */
export async function withoutDatabase<T>(work: () => Promise<T>): Promise<T> {
  prototype.query = function (this: unknown, ...args: unknown[]) {
    const error = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
    const callback = args.at(-1)
    if (typeof callback !== 'function') return Promise.reject(error)
    callback(error)
  } as Query
  try {
    return await work()
  } finally {
    prototype.query = original
  }
}
