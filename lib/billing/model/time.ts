import { formatDate } from '@/lib/format'

// Stripe uses Unix seconds. The database and the pages use dates.

export const daySeconds = 86_400

/** Converts a date to Unix seconds, rounded down. Null stays null. */
export function secondsOf<T extends Date | null>(date: T): number | (T & null) {
  return (date && Math.floor(date.getTime() / 1000)) as number | (T & null)
}

/** Converts Unix seconds to a date. Null stays null. */
export function dateOf<T extends number | null>(seconds: T): Date | (T & null) {
  return (seconds === null ? null : new Date(seconds * 1000)) as Date | (T & null)
}

/** Adds days to a date. The number can be negative. */
export function inDays(from: Date, days: number): Date {
  return new Date(from.getTime() + days * daySeconds * 1000)
}

/** Formats Unix seconds as a day: `Dec 3, 2026`. */
export function dayOf(seconds: number): string {
  return formatDate(dateOf(seconds))
}

/** Formats Unix seconds for use in a sentence: `on Dec 3, 2026`, or `soon` if the day is unknown. */
export function onDay(seconds: number | null | undefined): string {
  return seconds ? `on ${dayOf(seconds)}` : 'soon'
}
