import { type Context, invalid, missing, type Params } from '../kernel'
import type { Stored } from '../store'

/** The stored object of an id, of one kind. Throws Stripe's 404 (400 when the id came as a parameter). */
export function need<T extends Stored = Stored>(ctx: Context, object: string, id: string, param = 'id'): T {
  const found = typeof id === 'string' ? ctx.store.get<T>(id) : undefined
  if (found && found.object === object && !found.deleted) return found
  const error = missing(object.split('.').at(-1) ?? object, String(id), param)
  throw error
}

/** Metadata after an update: an empty value deletes its key, an empty hash deletes all (Stripe docs: metadata). */
export function mergeMetadata(before: Params, change: Params | '' | undefined): Params {
  if (change === undefined) return before
  if (change === '') return {}
  const merged = Object.entries({ ...before, ...change }).filter(([, value]) => value !== '' && value !== null)
  if (merged.length > 50) throw invalid('You can only have up to 50 metadata keys', 'metadata')
  const long = merged.find(([key]) => key.length > 40)
  if (long) throw invalid(`Metadata keys may be at most 40 characters: ${long[0].slice(0, 50)}`, 'metadata')
  return Object.fromEntries(merged.map(([key, value]) => [key, String(value)]))
}

/** The fields of a change that differ, as they were before: an event's `previous_attributes`. */
export function previousOf(before: Stored, after: Stored): Params {
  const keys = Object.keys(after).filter((key) => !key.startsWith('_') && key !== 'updated')
  const changed = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
  return Object.fromEntries(changed.map((key) => [key, before[key] ?? null]))
}

/** Empty text means "unset" (Stripe docs: updating objects). */
export function orNull<T>(value: T | '' | undefined, before: T | null): T | null {
  if (value === undefined) return before
  return value === '' ? null : value
}
