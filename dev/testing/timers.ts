// Timers that a test fires itself, so that nothing depends on how fast the machine is. Importing this file is enough to
// put it in the way of `setTimeout`; timers that nobody takes go on by the clock.

type Work = () => void

const byTheClock = globalThis.setTimeout
const wanted = new Map<number, (work: Work) => void>()

globalThis.setTimeout = ((work: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
  const take = wanted.get(ms ?? 0)
  if (!take) return byTheClock(work, ms, ...args)
  wanted.delete(ms ?? 0)
  take(() => work(...args))
  // Something that can be cleared.
  return byTheClock(() => undefined, 0)
}) as typeof setTimeout

/**
 * Takes the next timer of a length out of the clock's hands.
 *
 * @param ms its length, which has to tell it from all others
 * @returns when it was set, and how to fire it
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
