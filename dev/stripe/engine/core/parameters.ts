import { type Context, invalid, missing, type Params } from './context'
import type { Stored } from './store'

/**
 * Returns the stored object of this kind and ID.
 * @throws StripeError 404, or 400 if the ID is a parameter
 */
export function need<T extends Stored = Stored>(ctx: Context, object: string, id: string, param = 'id'): T {
  // If one of two parameters is required, the SDK's types mark both as optional.
  if (id === undefined) throw invalid(`Missing required param: ${param}.`, param, 'parameter_missing')
  const found = typeof id === 'string' ? ctx.store.get<T>(id) : undefined
  if (found && found.object === object && !found.deleted) return found
  const error = missing(object.split('.').at(-1) ?? object, String(id), param)
  throw error
}

/**
 * Returns the objects for a list: all objects of one kind, or only one customer's.
 * @throws StripeError for an unknown customer (observed for invoices), but not for a deleted one
 */
export function listed(ctx: Context, object: string, customer: string | undefined): Stored[] {
  if (!customer) return ctx.store.all(object)
  if (ctx.store.get(customer)?.object !== 'customer') throw missing('customer', customer, 'customer')
  return ctx.store.of(customer).filter((one) => one.object === object)
}

/** Merges metadata. An empty value deletes its key, and an empty hash deletes all keys (Stripe docs: metadata). */
export function mergeMetadata(before: Params, change: Params | '' | undefined): Record<string, string> {
  if (change === undefined) return before
  if (change === '') return {}
  const merged = Object.entries({ ...before, ...change }).filter(([, value]) => value !== '' && value !== null)
  // Stripe docs (metadata): "you can't use square brackets in keys". Assumed message.
  const bracketed = merged.find(([key]) => /[[\]]/.test(key))
  if (bracketed)
    throw invalid('Metadata keys cannot contain square brackets ([ and ]).', `metadata[${bracketed[0].slice(0, 100)}]`)
  const [long] = merged.filter(([key]) => key.length > 40)
  if (long) {
    // Stripe's message, from public reports. The message about the number of keys is assumed.
    const message = `Metadata keys can have up to 40 characters, but you passed in a key that is ${long[0].length} characters. Invalid key: ${long[0].slice(0, 100)}`
    throw invalid(message, `metadata[${long[0].slice(0, 100)}]`)
  }
  if (merged.length > 50) {
    const message = `Metadata can have up to 50 keys, but you passed in metadata with ${merged.length} keys.`
    throw invalid(message, 'metadata')
  }
  return Object.fromEntries(merged.map(([key, value]) => [key, String(value)]))
}

export function addressOf(address: Params | '' | null | undefined) {
  if (!address) return null
  const { city, country, line1, line2, postal_code, state } = address
  const text = (value: unknown) => (value ? String(value) : null)
  return {
    city: text(city),
    country: text(country),
    line1: text(line1),
    line2: text(line2),
    postal_code: text(postal_code),
    state: text(state),
  }
}

export function requireAtLeast(value: number | undefined, least: number, param: string): void {
  if (value === undefined || value >= least) return
  const message = `This value must be greater than or equal to ${least}.`
  throw invalid(message, param, 'parameter_invalid_integer')
}

/** The old values of the changed fields: an event's `previous_attributes`. */
export function previousOf(before: Stored, after: Stored): Params {
  const keys = Object.keys(after).filter((key) => !key.startsWith('_') && key !== 'updated')
  const changed = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
  return Object.fromEntries(changed.map((key) => [key, before[key] ?? null]))
}

/** An empty string unsets a field (Stripe docs: updating objects). */
export function orNull<T>(value: T | '' | undefined, before: T | null): T | null {
  if (value === undefined) return before
  return value === '' ? null : value
}

/** Throws unless the value is missing or an absolute web URL. */
export function requireUrl(value: unknown, param: string): void {
  if (value === undefined) return
  if (typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return
  throw invalid('Not a valid URL', param, 'url_invalid')
}
