import pg from 'pg'
import { mend, watch } from './wire'

// A process that stops at a chosen edge: before or after any statement to PostgreSQL, before or after any call of
// Stripe. From that moment nothing of it reaches either one, and the server drops its open transactions, as with kill -9.

// biome-ignore lint/suspicious/noExplicitAny: the driver's query has a dozen signatures, all passed on as they come.
type Query = (this: any, ...args: any[]) => any

const prototype = pg.Client.prototype as unknown as { query: Query; [field: string]: unknown }
const original = prototype.query

let edges = 0
let crashAt = Number.POSITIVE_INFINITY
let isDead = false

class Crash extends Error {}

/** Counts an edge, and dies on the chosen one. */
function edge(): void {
  edges++
  if (edges >= crashAt) isDead = true
  if (isDead) throw new Crash('the process stopped here')
}

function patched(this: { connection: { stream: { destroy: () => void } } }, ...args: unknown[]): unknown {
  const callback = typeof args.at(-1) === 'function' ? (args.pop() as (error: unknown, result?: unknown) => void) : null
  const run = async () => {
    try {
      edge()
      const result = await original.apply(this, args)
      edge()
      return result
    } catch (error) {
      if (error instanceof Crash) this.connection.stream.destroy()
      throw error
    }
  }
  if (!callback) return run()
  run().then((result) => callback(null, result), callback)
}

/**
 * Runs work in a process that stops at its `at`-th edge.
 *
 * @returns true when it got that far, false when the work came to its end before
 */
export async function crashDuring(at: number, work: () => Promise<unknown>): Promise<boolean> {
  ;[edges, crashAt, isDead] = [0, at, false]
  prototype.query = patched as Query
  watch(edge)
  try {
    await work()
  } catch (error) {
    // Whatever the work threw after it was stopped is what a dying process would have thrown, to nobody.
    if (!isDead) throw error
  } finally {
    prototype.query = original
    crashAt = Number.POSITIVE_INFINITY
    mend()
  }
  return isDead
}

/** Lets the first statement that matches wait until it is released, as a slow disk or a busy machine would. */
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

/** A database that cannot be reached while some work is done. */
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
