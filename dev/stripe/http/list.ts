import { invalid, type Params } from '../kernel'
import type { Stored } from '../store'

/** A page of a list, as Stripe gives it. */
export type Page<T> = { object: 'list'; url: string; has_more: boolean; data: T[] }

/**
 * One page of a list: newest first, between 1 and 100 (10 by default), from either cursor.
 *
 * @param objects everything that passed the operation's own filters, oldest first
 * @param params the request's `limit`, `starting_after`, `ending_before`, `created`
 * @param url the list's own path
 */
export function pageOf<T extends Stored>(objects: T[], params: Params, url: string): Page<T> {
  const limit = params.limit ?? 10
  if (limit < 1 || limit > 100) throw invalid('Invalid limit: must be between 1 and 100', 'limit')
  const all = objects.filter((object) => isInRange(object.created, params.created)).reverse()
  const { starting_after: after, ending_before: before } = params
  if (before) {
    const end = indexOf(all, before, 'ending_before')
    const start = Math.max(0, end - limit)
    return { object: 'list', url, has_more: start > 0, data: all.slice(start, end) }
  }
  const start = after ? indexOf(all, after, 'starting_after') + 1 : 0
  return { object: 'list', url, has_more: start + limit < all.length, data: all.slice(start, start + limit) }
}

function indexOf(all: Stored[], id: string, param: string): number {
  const index = all.findIndex((object) => object.id === id)
  if (index < 0) throw invalid(`No such object: '${id}'`, param, 'resource_missing')
  return index
}

function isInRange(created: number, range: number | Params | undefined): boolean {
  if (range === undefined) return true
  if (typeof range === 'number') return created === range
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = range
  return created > gt && created >= gte && created < lt && created <= lte
}
