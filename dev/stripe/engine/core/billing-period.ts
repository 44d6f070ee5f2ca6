export type BillingInterval = { interval: 'day' | 'week' | 'month' | 'year'; interval_count: number }

const daySeconds = 86_400

/**
 * Adds calendar intervals to a time. If the month is too short, the result is its last day (Stripe docs: billing
 * cycle). Always add to the anchor, not to an earlier result.
 * @param at unix seconds
 * @param steps number of intervals; can be 0
 */
export function addIntervals(at: number, { interval, interval_count }: BillingInterval, steps: number): number {
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

/** When the period that starts at `start` ends, in the billing cycle from `anchor`. Unix seconds. */
export function periodEndAfter(anchor: number, start: number, every: BillingInterval): number {
  // Estimate the number of steps, then advance to the first one after the start.
  const days = { day: 1, week: 7, month: 32, year: 367 }[every.interval] * every.interval_count
  let steps = Math.max(0, Math.floor((start - anchor) / (days * daySeconds)))
  while (addIntervals(anchor, every, steps) <= start) steps++
  return addIntervals(anchor, every, steps)
}

/** The period that contains `at`, in the billing cycle from `anchor`. Unix seconds. */
export function periodAround(anchor: number, at: number, every: BillingInterval): { start: number; end: number } {
  // Count from the anchor, because stepping back from the last day of a short month could give a different day.
  let steps = 0
  while (addIntervals(anchor, every, steps) <= at) steps++
  while (addIntervals(anchor, every, steps - 1) > at) steps--
  return { start: addIntervals(anchor, every, steps - 1), end: addIntervals(anchor, every, steps) }
}

export function sameRhythm(a: BillingInterval, b: BillingInterval): boolean {
  return a.interval === b.interval && a.interval_count === b.interval_count
}
