import qs from 'qs'
import { type Context, type Operation, type Params, publicView } from '../engine/core/context'
import { decode } from '../http/decode-parameters'

/** An API call in a seed. Values such as `$0.id` refer to fields in earlier responses. */
export type SeedCall = { method: Operation['method']; path: string; params: Params }

/** Makes the calls in order, or none of them if one fails. Returns the responses. */
export function runSeed(ctx: Context, calls: SeedCall[]): unknown[] {
  return ctx.transaction(() => {
    const results: unknown[] = []
    for (const { method, path, params } of calls) {
      const at = fillText(path, results)
      results.push(ctx.call(method, at, validated(ctx, method, at, fill(params, results) as Params)))
    }
    return results.map(publicView)
  })
}

function validated(ctx: Context, method: Operation['method'], path: string, params: Params): Params {
  const found = ctx.router.match(method, path)
  return found?.operation.path.startsWith('/v1/') ? decode(qs.stringify(params), found.operation.params) : params
}

const reference = /\$(\d+)((?:\.\w+)+)/g

function fill(value: unknown, results: unknown[]): unknown {
  if (typeof value === 'string') return fillText(value, results)
  if (Array.isArray(value)) return value.map((item) => fill(item, results))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, fill(inner, results)]))
}

function fillText(text: string, results: unknown[]): string {
  return text.replaceAll(reference, (_, index: string, fields: string) => {
    const found = fields
      .slice(1)
      .split('.')
      .reduce<unknown>((at, field) => (at as Params | undefined)?.[field], results[Number(index)])
    if (typeof found !== 'string' && typeof found !== 'number') throw new Error(`found nothing at $${index}${fields}`)
    return String(found)
  })
}
