import { invalid, type Params } from '../core/context'
import type { Stored } from '../core/store'

export type Page<T> = { object: 'list'; url: string; has_more: boolean; data: T[] }

/**
 * Returns one page of a list: 1 to 100 objects (10 by default), newest first, starting from either cursor.
 * @param objects the filtered objects, oldest first
 * @param params the request's `limit`, `starting_after`, `ending_before`, `created`
 * @param url the list's path
 */
export function pageOf<T extends Stored>(objects: T[], params: Params, url: string): Page<T> {
  const limit = limitOf(params.limit)
  const all = objects.filter((object) => isInRange(object.created, params.created)).reverse()
  const { starting_after: after, ending_before: before } = params
  if (after && before) {
    throw invalid(
      'Received both starting_after and ending_before parameters. Please pass in only one.',
      'ending_before',
    )
  }
  if (before) {
    const end = indexOf(all, before, 'ending_before', url)
    const start = Math.max(0, end - limit)
    return { object: 'list', url, has_more: start > 0, data: all.slice(start, end) }
  }
  const start = after ? indexOf(all, after, 'starting_after', url) + 1 : 0
  return { object: 'list', url, has_more: start + limit < all.length, data: all.slice(start, start + limit) }
}

/** Validates the page size. Stripe's messages, from public reports. */
export function limitOf(limit: number | undefined): number {
  if (limit === undefined) return 10
  if (limit < 1) throw invalid('This value must be greater than or equal to 1.', 'limit', 'parameter_invalid_integer')
  if (limit <= 100) return limit
  const message = `This value must be less than or equal to 100 (it currently is '${limit}').`
  throw invalid(message, 'limit', 'parameter_invalid_integer')
}

function indexOf(all: Stored[], id: string, param: string, url: string): number {
  const index = all.findIndex((object) => object.id === id)
  if (index >= 0) return index
  const kind = (url.split('/').at(-1) ?? 'object').replace(/ies$/, 'y').replace(/s$/, '').replaceAll('_', ' ')
  throw invalid(
    `No such ${all[0]?.object.split('.').at(-1)?.replaceAll('_', ' ') ?? kind}: '${id}'`,
    param,
    'resource_missing',
  )
}

export function isInRange(created: number, range: number | Params | undefined): boolean {
  if (range === undefined) return true
  if (typeof range === 'number') return created === range
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = range
  return created > gt && created >= gte && created < lt && created <= lte
}
