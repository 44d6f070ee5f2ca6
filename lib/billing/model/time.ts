import { formatDate } from '@/lib/format'

// Stripe counts in unix seconds, the database and the pages in dates.

export const daySeconds = 86_400

/** A date in unix seconds, rounded down; null for null. */
export function secondsOf<T extends Date | null>(date: T): number | (T & null) {
  return (date && Math.floor(date.getTime() / 1000)) as number | (T & null)
}

/** Unix seconds as a date; null for null. */
export function dateOf<T extends number | null>(seconds: T): Date | (T & null) {
  return (seconds === null ? null : new Date(seconds * 1000)) as Date | (T & null)
}

/** The moment a number of days later, or earlier for a negative number. */
export function inDays(from: Date, days: number): Date {
  return new Date(from.getTime() + days * daySeconds * 1000)
}

/** A day for people, from unix seconds: `3 December 2026`. */
export function dayOf(seconds: number): string {
  return formatDate(dateOf(seconds))
}

/** The day on which something happens, in a sentence: `on 3 December 2026`, or `soon` when that is not known. */
export function onDay(seconds: number | null | undefined): string {
  return seconds ? `on ${dayOf(seconds)}` : 'soon'
}
