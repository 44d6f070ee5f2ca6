import { draw } from './draw'
import { Lab } from './lab'
import { play, type Verdict } from './play'
import type { Mutant } from './product'
import { seedIds } from './simulated-stripe'
import type { History } from './step'

/** A seed whose history failed. */
export type Failure = { seed: number; history: History; verdict: Verdict }

/** Plays a history with ids derived from its seed, so every run is identical. */
export async function playSeed(lab: Lab, history: History): Promise<Verdict> {
  const restore = seedIds(history.seed)
  try {
    return await play(lab, history)
  } finally {
    restore()
  }
}

/**
 * Plays seeds until one fails.
 *
 * @param url a database that nothing else uses
 * @param until the deadline in milliseconds
 */
export async function findFailure(
  url: string,
  mutant: Mutant | undefined,
  seeds: Iterable<number>,
  until: number,
): Promise<{ failure: Failure | null; played: number }> {
  const lab = await Lab.open(url, 2, mutant)
  let played = 0
  try {
    for (const seed of seeds) {
      if (Date.now() > until) break
      const history = draw(seed)
      const verdict = await playSeed(lab, history)
      played++
      if (verdict.violation) return { failure: { seed, history, verdict }, played }
    }
    return { failure: null, played }
  } finally {
    await lab.close()
  }
}
