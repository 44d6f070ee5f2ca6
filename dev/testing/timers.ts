// Timers that tests fire manually, so that results do not depend on machine speed. Importing this file replaces
// `setTimeout`. Timers that a test does not capture run normally.

type Work = () => void

const byTheClock = globalThis.setTimeout
const wanted = new Map<number, (work: Work) => void>()

globalThis.setTimeout = ((work: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
  const take = wanted.get(ms ?? 0)
  if (!take) return byTheClock(work, ms, ...args)
  wanted.delete(ms ?? 0)
  take(() => work(...args))
  return byTheClock(() => undefined, 0)
}) as typeof setTimeout

/**
 * Captures the next timer with a given delay.
 *
 * @param ms the delay, which must be unique
 * @returns when it was set, and a function to fire it
 */
export function takeTimer(ms: number): { isSet: Promise<void>; fire: () => void } {
  let taken: Work = () => undefined
  const isSet = new Promise<void>((resolve) => {
    wanted.set(ms, (work) => {
      taken = work
      resolve()
    })
  })
  return { isSet, fire: () => taken() }
}
