// Timers that a test fires itself, so results do not depend on the machine's speed. Importing this file replaces
// `setTimeout`. Other timers run normally.

type Work = () => void

const setRealTimeout = globalThis.setTimeout
const taken = new Map<number, (work: Work) => void>()

globalThis.setTimeout = ((work: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
  const take = taken.get(ms ?? 0)
  if (!take) return setRealTimeout(work, ms, ...args)
  taken.delete(ms ?? 0)
  take(() => work(...args))
  return setRealTimeout(() => undefined, 0)
}) as typeof setTimeout

/**
 * Takes control of the next timer with the given delay.
 * @param ms the delay, which must be unique among timers
 * @returns a promise that resolves when the timer is set, and a function that fires it
 */
export function takeTimer(ms: number): { isSet: Promise<void>; fire: () => void } {
  let fire: Work = () => undefined
  const isSet = new Promise<void>((resolve) => {
    taken.set(ms, (work) => {
      fire = work
      resolve()
    })
  })
  return { isSet, fire: () => fire() }
}
