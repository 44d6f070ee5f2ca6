import { expandableFields } from '../../schema/parameter-schemas'
import { type Context, invalid } from '../core/context'
import type { Stored } from '../core/store'

/** A field that exists only when it is expanded, such as `customer.subscriptions`. */
export type Includable = (ctx: Context, object: Stored) => unknown

const includables = new Map<string, Includable>()

export function includable(object: string, field: string, make: Includable): void {
  includables.set(`${object}.${field}`, make)
}

/**
 * Replaces IDs with their objects along each path, without changing stored objects.
 * @param value an operation's result
 * @param paths such as `latest_invoice` or `data.default_payment_method`
 * @throws StripeError for an invalid path
 */
export function expand(ctx: Context, value: unknown, paths: string[]): unknown {
  const kind = (value as { object?: string } | null)?.object
  const isList = kind === 'list' || kind === 'search_result'
  return paths.reduce((result, path) => {
    const [first = ''] = path.split('.')
    // Observed: in a list, every path that does not begin with `data` gets the hint, whether or not it exists.
    if (isList && first !== 'data')
      throw notExpandable(first, ` You may want to try expanding 'data.${first}' instead.`)
    return along(ctx, result, path.split('.'), path)
  }, value)
}

function along(ctx: Context, value: unknown, steps: string[], path: string): unknown {
  if (Array.isArray(value)) return value.map((item) => along(ctx, item, steps, path))
  const loaded = typeof value === 'string' ? load(ctx, value, path) : value
  const object = (loaded as Stored | null | undefined)?._shown ?? loaded
  const [step, ...rest] = steps
  if (step === undefined || object === null || object === undefined) return object
  if (typeof object !== 'object' || step.startsWith('_')) throw notExpandable(path)
  const inner = fieldOf(ctx, object as Stored, step)
  const isIncludable = includables.has(`${(object as Stored).object}.${step}`)
  if (inner === undefined) {
    if (isIncludable) return object
    // A list can contain several kinds of objects, and an empty hash has nothing to expand.
    if (rest.length === 0 && !('object' in object)) return object
    // Assumed: expanding a deleted object is not an error.
    if ('deleted' in object) return object
    throw notExpandable(path)
  }
  // If a field is null, only its name shows whether it is expandable.
  if (inner === null && rest.length === 0 && !isIncludable && !expandable.has(step)) throw notExpandable(path)
  const isScalar = inner !== null && typeof inner !== 'object' && typeof inner !== 'string'
  if (isScalar || never.has(step)) throw notExpandable(path)
  return { ...object, [step]: along(ctx, inner, rest, path) }
}

const expandable = new Set(expandableFields)

const never = new Set(['id', 'object', 'metadata', 'url'])

function fieldOf(ctx: Context, object: Stored, step: string): unknown {
  if (Object.hasOwn(object, step)) return object[step]
  return includables.get(`${object.object}.${step}`)?.(ctx, object)
}

function load(ctx: Context, id: string, path: string): unknown {
  const found = ctx.store.get(id)
  if (!found || found.object.startsWith('_')) throw notExpandable(path)
  return found.deleted ? { id: found.id, object: found.object, deleted: true } : found
}

function notExpandable(path: string, hint = '') {
  return invalid(`This property cannot be expanded (${path.slice(0, 200)}).${hint}`)
}
