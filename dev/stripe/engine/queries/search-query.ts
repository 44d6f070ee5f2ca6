import { invalid } from '../core/context'
import type { Stored } from '../core/store'

// Stripe docs (search): up to ten clauses with a field, an operator, and a value, joined by AND or OR but not both. A
// minus negates a clause. `:` matches exactly, and `~` matches a substring. Numbers can be compared.

type Operator = ':' | '~' | '>' | '<' | '>=' | '<='

export type Field = { kind: 'token' | 'text' | 'number' | 'boolean'; of: (object: Stored) => unknown }

type Clause = { isNegated: boolean; test: (object: Stored) => boolean }

const clausePattern =
  /\s*(-)?([a-z_]+(?:\.[a-z_]+)*)(?:\[\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*\])?\s*(>=|<=|:|~|>|<)\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s"']+))/iy
const joinPattern = /\s+(and|or)(?=\s)|\s+/iy

const maxClauses = 10

/**
 * Parses a search query.
 * @param query such as `email:'ada@example.com' AND -metadata['plan']:'free'`
 * @param resource the resource's plural name, for the error message
 * @param fields the searchable fields besides metadata
 * @returns a predicate that matches objects
 */
export function parseQuery(query: string, resource: string, fields: Record<string, Field>) {
  const clauses: Clause[] = []
  const joins = new Set<string>()
  let at = 0
  while (at < query.trimEnd().length) {
    clausePattern.lastIndex = at
    const found = clausePattern.exec(query)
    if (!found) throw unreadable()
    clauses.push(clauseOf(found, resource, fields))
    at = clausePattern.lastIndex
    if (at >= query.trimEnd().length) break
    joinPattern.lastIndex = at
    const join = joinPattern.exec(query)
    if (!join) throw unreadable()
    joins.add((join[1] ?? 'and').toLowerCase())
    at = joinPattern.lastIndex
  }
  if (clauses.length === 0 || clauses.length > maxClauses || joins.size > 1) throw unreadable()
  const holds = (object: Stored) => (one: Clause) => one.test(object) !== one.isNegated
  return (object: Stored) => (joins.has('or') ? clauses.some(holds(object)) : clauses.every(holds(object)))
}

function clauseOf(found: RegExpExecArray, resource: string, fields: Record<string, Field>): Clause {
  const [, minus, name = '', doubleKey, singleKey, operator = ':', doubleText, singleText, bare] = found
  const key = doubleKey ?? singleKey
  const text = unquoted(doubleText ?? singleText ?? bare ?? '')
  const isNegated = minus === '-'
  if (name === 'metadata' && key !== undefined) {
    const field: Field = { kind: 'text', of: (object) => object.metadata?.[unquoted(key)] }
    return { isNegated, test: testOf(field, operator as Operator, text, bare !== undefined, name) }
  }
  const field = Object.hasOwn(fields, name) && key === undefined ? fields[name] : undefined
  if (!field) {
    throw invalid(
      `Field \`${name}\` is an unsupported search field for resource \`${resource}\`. See http://stripe.com/docs/search#query-fields-for-${resource.replaceAll('_', '-')} for a list of supported fields.`,
    )
  }
  return { isNegated, test: testOf(field, operator as Operator, text, bare !== undefined, name) }
}

function testOf(field: Field, operator: Operator, text: string, isBare: boolean, name: string): Clause['test'] {
  // Stripe docs (search): `field:null` matches empty fields.
  if (operator === ':' && isBare && text === 'null') return (object) => (field.of(object) ?? null) === null
  if (field.kind === 'number') {
    const wanted = Number(text)
    if (operator === '~' || text === '' || Number.isNaN(wanted)) throw unreadable()
    return (object) => compares(Number(field.of(object)), operator, wanted)
  }
  if (operator !== ':' && operator !== '~') throw notComparable(name, operator)
  if (field.kind === 'boolean') return (object) => String(field.of(object)) === text
  const wanted = text.toLowerCase()
  if (operator === '~') {
    if (field.kind !== 'text') throw notComparable(name, operator)
    if (wanted.length < 3) throw invalid('Substring search requires at least 3 characters.', 'query')
    return (object) =>
      String(field.of(object) ?? '')
        .toLowerCase()
        .includes(wanted)
  }
  return (object) => String(field.of(object) ?? '').toLowerCase() === wanted
}

function compares(value: number, operator: Operator, wanted: number): boolean {
  if (operator === ':') return value === wanted
  if (operator === '>') return value > wanted
  if (operator === '<') return value < wanted
  return operator === '>=' ? value >= wanted : value <= wanted
}

function unquoted(text: string): string {
  return text.replaceAll(/\\(.)/g, '$1')
}

/** Stripe's message, from public reports. */
function unreadable() {
  return invalid(
    'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for metadata or key:"value" to query for other fields.',
  )
}

/** Assumed message. */
function notComparable(name: string, operator: string) {
  return invalid(`Field \`${name}\` does not support the operator \`${operator}\`.`, 'query')
}
