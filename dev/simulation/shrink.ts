import type { Lab } from './lab'
import type { Verdict } from './play'
import { playSeed } from './simulate'
import type { History, Step } from './step'

const playsMax = 160

/**
 * Shrinks a failing history by delta debugging: removes smaller and smaller runs of steps as long as the same rule is
 * broken.
 *
 * @param until the deadline in milliseconds, after which the shortest history so far is returned
 */
export async function shrink(
  lab: Lab,
  history: History,
  verdict: Verdict,
  until: number,
): Promise<{ history: History; verdict: Verdict }> {
  const rule = verdict.violation?.rule
  let best = { history, verdict }
  let plays = 0
  const attempt = async (steps: Step[]): Promise<boolean> => {
    if (++plays > playsMax || Date.now() > until) return false
    const shorter = { ...best.history, steps }
    const outcome = await playSeed(lab, shorter)
    if (outcome.violation?.rule !== rule) return false
    best = { history: shorter, verdict: outcome }
    return true
  }
  for (let size = Math.ceil(history.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.history.steps.length; ) {
      const { steps } = best.history
      if (!(await attempt([...steps.slice(0, at), ...steps.slice(at + size)]))) at += size
    }
  }
  return best
}
