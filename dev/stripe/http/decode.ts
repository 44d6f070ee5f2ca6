import { readFileSync } from 'node:fs'
import qs from 'qs'
import { invalid, type Params } from '../kernel'

/** The part of JSON Schema that the SDK's parameter types come to. */
type Schema = {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  additionalProperties?: boolean | Schema
}

const schemas: Record<string, Schema> = JSON.parse(
  readFileSync(new URL('../schema/schemas.json', import.meta.url), 'utf8'),
)

/**
 * Reads a form body or a query string as the SDK writes it: brackets for nesting, indexed or empty brackets for lists.
 *
 * @param text the body, or the query without its question mark
 * @param type the SDK's parameter type that it must satisfy; null for an operation that takes only `expand`
 * @throws StripeError in Stripe's words for an unknown, missing or wrong parameter
 */
export function decode(text: string, type: string | null): Params {
  const parsed = qs.parse(text, { depth: 20, arrayLimit: 1000, parameterLimit: 10_000, allowPrototypes: false })
  const { expand, ...rest } = parsed as Params
  const schema = type ? schemas[type] : { type: 'object', properties: {}, additionalProperties: false }
  if (!schema) throw new Error(`schemas.json has no ${type}: run dev/stripe/schema/generate.ts`)
  const params = decodeObject(schema, rest, '')
  return expand === undefined ? params : { ...params, expand: decodeExpand(expand) }
}

function decodeExpand(value: unknown): string[] {
  const list = Array.isArray(value) ? value : Object.values(value as object)
  if (!list.every((path) => typeof path === 'string')) throw invalid('Invalid array', 'expand')
  for (const path of list) {
    if (path.split('.').length > 4)
      throw invalid(`You cannot expand more than 4 levels of a property: ${path}`, 'expand')
  }
  return list
}

function decodeObject(schema: Schema, value: Params, path: string): Params {
  const result: Params = {}
  for (const [key, inner] of Object.entries(value)) {
    const at = path ? `${path}[${key}]` : key
    const known =
      schema.properties?.[key] ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : null)
    if (!known) throw invalid(`Received unknown parameter: ${at}`, at, 'parameter_unknown')
    result[key] = decodeValue(known, inner, at)
  }
  for (const key of schema.required ?? []) {
    const at = path ? `${path}[${key}]` : key
    if (!(key in result)) throw invalid(`Missing required param: ${at}.`, at, 'parameter_missing')
  }
  return result
}

function decodeValue(schema: Schema, value: unknown, path: string): unknown {
  const choices = flatten(schema)
  if (typeof value === 'string') return decodeText(choices, value, path)
  const list = asList(value)
  const array = choices.find((choice) => choice.type === 'array')
  if (array && list) return list.map((item, index) => decodeValue(array.items ?? {}, item, `${path}[${index}]`))
  if (typeof value !== 'object' || value === null) throw invalid('Invalid object', path)
  const objects = choices.filter((choice) => choice.type === 'object')
  const [first, ...others] = objects
  if (!first) throw invalid(array ? 'Invalid array' : 'Invalid string', path)
  if (others.length === 0) return decodeObject(first, value, path)
  // A union of objects: the one that has all of the given keys.
  const keys = Object.keys(value)
  const fitting = objects.find((choice) => keys.every((key) => choice.properties && key in choice.properties))
  return decodeObject(fitting ?? first, value, path)
}

function flatten(schema: Schema): Schema[] {
  if (schema.anyOf) return schema.anyOf.flatMap(flatten)
  if (Array.isArray(schema.type)) return schema.type.map((type) => ({ ...schema, type }))
  return [schema]
}

function asList(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value
  if (typeof value !== 'object' || value === null) return null
  const keys = Object.keys(value)
  return keys.length > 0 && keys.every((key) => /^\d+$/.test(key)) ? Object.values(value) : null
}

function decodeText(choices: Schema[], text: string, path: string): unknown {
  const words = choices.flatMap((choice) => choice.enum ?? (choice.const === undefined ? [] : [choice.const]))
  const names = words.filter((word): word is string => typeof word === 'string' && word !== '')
  if (names.includes(text)) return text
  // An empty value unsets what may be unset. Every v1 scalar may be given empty; the operation says if it must not.
  if (text === '') return ''
  const has = (type: string) =>
    choices.some((choice) => choice.type === type && choice.const === undefined && !choice.enum)
  if ((has('boolean') || words.includes(true) || words.includes(false)) && (text === 'true' || text === 'false'))
    return text === 'true'
  if ((has('number') || has('integer')) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  // The SDK's unions are open (any text) so that old clients survive new words; the API itself takes only the known ones.
  if (names.length > 0) throw invalid(`Invalid ${path}: must be one of ${listed(names)}`, path)
  if (has('string')) return withinLength(text, path)
  if (has('number') || has('integer')) throw invalid(`Invalid integer: ${text}`, path, 'parameter_invalid_integer')
  if (has('boolean')) throw invalid(`Invalid boolean: ${text}`, path)
  // A decimal: the SDK has a class for it, the wire has digits.
  if (
    choices.some((choice) => choice.properties && Object.keys(choice.properties).some((key) => key.startsWith('__@')))
  )
    return text
  throw invalid(choices.some((choice) => choice.type === 'array') ? 'Invalid array' : 'Invalid object', path)
}

function withinLength(text: string, path: string): string {
  const max = path.startsWith('metadata[') ? 500 : 5000
  if (text.length <= max) return text
  throw invalid(
    `Invalid string: ${text.slice(0, 20)}…; must be at most ${max} characters`,
    path,
    'parameter_invalid_string',
  )
}

function listed(names: string[]): string {
  const unique = [...new Set(names)]
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')}, or ${unique.at(-1)}`
}
