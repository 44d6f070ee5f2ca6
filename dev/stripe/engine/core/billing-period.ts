/** A price's rhythm, as Stripe's `recurring` gives it. */
export type Rhythm = { interval: 'day' | 'week' | 'month' | 'year'; interval_count: number }

const daySeconds = 86_400

/**
 * Moves a moment on by whole intervals of the calendar. A day that a month does not have becomes its last one (Stripe
 * docs: billing cycle), so several steps must start from the anchor and not from the last result.
 *
 * @param at unix seconds
 * @param steps how many intervals, may be 0
 */
export function addIntervals(at: number, { interval, interval_count }: Rhythm, steps: number): number {
  const count = interval_count * steps
  if (interval === 'day' || interval === 'week') return at + count * (interval === 'week' ? 7 : 1) * daySeconds
  const date = new Date(at * 1000)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + count * (interval === 'year' ? 12 : 1))
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return Math.floor(date.getTime() / 1000)
}

/** The end of the period that begins at `start`, on the grid that `anchor` sets. Unix seconds. */
export function periodEndAfter(anchor: number, start: number, rhythm: Rhythm): number {
  // A rough guess of the steps between, and then up to the first that lies after the start.
  const days = { day: 1, week: 7, month: 32, year: 367 }[rhythm.interval] * rhythm.interval_count
  let steps = Math.max(0, Math.floor((start - anchor) / (days * daySeconds)))
  while (addIntervals(anchor, rhythm, steps) <= start) steps++
  return addIntervals(anchor, rhythm, steps)
}

/** The period of the grid that `anchor` sets in which a moment lies. Unix seconds. */
export function periodAround(anchor: number, at: number, rhythm: Rhythm): { start: number; end: number } {
  // Steps are counted from the anchor: from the last day of a short month the way back leads elsewhere.
  let steps = 0
  while (addIntervals(anchor, rhythm, steps) <= at) steps++
  while (addIntervals(anchor, rhythm, steps - 1) > at) steps--
  return { start: addIntervals(anchor, rhythm, steps - 1), end: addIntervals(anchor, rhythm, steps) }
}

/** Whether two prices are billed in the same rhythm. */
export function sameRhythm(a: Rhythm, b: Rhythm): boolean {
  return a.interval === b.interval && a.interval_count === b.interval_count
}
