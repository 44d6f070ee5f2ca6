import { type Context, invalid } from '../kernel'

/**
 * Replaces ids by the objects that they name, along each path, without touching what is stored.
 *
 * @param value what an operation answered
 * @param paths for example `latest_invoice` or `data.default_payment_method`
 * @throws StripeError for a path that leads nowhere
 */
export function expand(ctx: Context, value: unknown, paths: string[]): unknown {
  return paths.reduce((result, path) => along(ctx, result, path.split('.'), path), value)
}

function along(ctx: Context, value: unknown, steps: string[], path: string): unknown {
  if (Array.isArray(value)) return value.map((item) => along(ctx, item, steps, path))
  const object = typeof value === 'string' ? load(ctx, value, path) : value
  const [step, ...rest] = steps
  if (step === undefined || object === null || object === undefined) return object
  if (typeof object !== 'object') throw notExpandable(path)
  const inner = (object as Record<string, unknown>)[step]
  if (inner === undefined) {
    // A list may hold objects of several kinds, and an empty hash has nothing to expand.
    if (rest.length === 0 && !('object' in object)) return object
    // Assumed: what is left of a deleted object has nothing to expand, and that is no error.
    if ('deleted' in object) return object
    throw notExpandable(path)
  }
  if (rest.length === 0 && inner !== null && typeof inner !== 'object' && typeof inner !== 'string')
    throw notExpandable(path)
  return { ...object, [step]: along(ctx, inner, rest, path) }
}

function load(ctx: Context, id: string, path: string): unknown {
  const found = ctx.store.get(id)
  if (!found) throw notExpandable(path)
  return found
}

function notExpandable(path: string) {
  return invalid(`This property cannot be expanded (${path}).`, 'expand')
}
