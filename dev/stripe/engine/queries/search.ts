import { invalid, type Params } from '../core/context'
import type { Stored } from '../core/store'
import { limitOf } from './pagination'
import { type Field, parseQuery } from './search-query'

const token = (of: Field['of']): Field => ({ kind: 'token', of })
const text = (of: Field['of']): Field => ({ kind: 'text', of })
const number = (of: Field['of']): Field => ({ kind: 'number', of })
const created = number((object) => object.created)

// Stripe docs (search, query fields).
const fieldsOf: Record<string, Record<string, Field>> = {
  customers: {
    created,
    email: text((object) => object.email),
    name: text((object) => object.name),
    phone: text((object) => object.phone),
  },
  prices: {
    active: { kind: 'boolean', of: (object) => object.active },
    created,
    currency: token((object) => object.currency),
    lookup_key: text((object) => object.lookup_key),
    product: token((object) => object.product),
    type: token((object) => object.type),
  },
  products: {
    active: { kind: 'boolean', of: (object) => object.active },
    created,
    description: text((object) => object.description),
    name: text((object) => object.name),
    shippable: { kind: 'boolean', of: (object) => object.shippable },
    url: text((object) => object.url),
  },
  subscriptions: {
    canceled_at: number((object) => object.canceled_at ?? Number.NaN),
    created,
    customer: token((object) => object.customer),
    status: token((object) => object.status),
  },
}

/**
 * Returns one page of search results, newest first. Stripe's search lags by up to a minute, but this one does not.
 * @param objects all objects of the resource, oldest first
 * @param resource its plural name, as in the path
 */
export function searchOf(objects: Stored[], resource: string, params: Params) {
  const isWanted = parseQuery(params.query, resource, fieldsOf[resource] ?? {})
  const limit = limitOf(params.limit)
  const found = objects.filter(isWanted).reverse()
  const start = params.page ? positionOf(found, params.page) : 0
  const data = found.slice(start, start + limit)
  const has_more = start + limit < found.length
  const last = data.at(-1)
  return {
    object: 'search_result',
    data,
    has_more,
    next_page: has_more && last ? Buffer.from(last.id).toString('base64url') : null,
    url: `/v1/${resource}/search`,
  }
}

/** Assumed: page tokens are opaque, and unknown ones are rejected. */
function positionOf(found: Stored[], page: string): number {
  const id = Buffer.from(page, 'base64url').toString()
  const index = found.findIndex((object) => object.id === id)
  if (index < 0) throw invalid('Invalid page token.', 'page')
  return index + 1
}
