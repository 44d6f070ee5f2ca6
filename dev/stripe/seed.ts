import { type Context, type Operation, type Params, publicView } from './kernel'

/** One call of the API by a test. Texts such as `$0.id` stand for a field of an earlier call's answer. */
export type SeedCall = { method?: Operation['method']; path: string; params?: Params }

/** Makes calls one after the other, all of them or none. Gives their answers. */
export function runSeed(ctx: Context, calls: SeedCall[]): unknown[] {
  if (!Array.isArray(calls)) throw new Error('a seed needs calls: [{ method, path, params }]')
  return ctx.transaction(() => {
    const results: unknown[] = []
    for (const { method = 'POST', path, params = {} } of calls) {
      results.push(ctx.call(method, fillText(path, results), fill(params, results) as Params))
    }
    return results.map(publicView)
  })
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
    if (typeof found !== 'string' && typeof found !== 'number') throw new Error(`nothing is at $${index}${fields}`)
    return String(found)
  })
}
