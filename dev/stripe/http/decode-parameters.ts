import qs from 'qs'
import { invalid, type Params } from '../engine/core/context'
import { type ParameterSchema as Schema, parameterSchemas as schemas } from '../schema/parameter-schemas'
import { numberOf, requireLength } from './parameter-limits'

/**
 * Parses a form body or query string as the SDK writes it, with brackets for nesting and indexed or empty brackets for
 * lists.
 * @param text the body, or the query without its question mark
 * @param type the SDK's parameter type; null for an operation that takes only `expand`
 * @throws StripeError for an unknown, missing, or invalid parameter
 */
export function decode(text: string, type: string | null): Params {
  const { expand, ...rest } = parse(text)
  // An unimplemented operation accepts any parameters here and then rejects the request.
  if (type === 'any') return rest
  const schema = type ? schemas[type] : nothing
  if (!schema) throw new Error(`schemas.json has no ${type}. Run schema/generate.ts.`)
  requireKnown(schema, rest)
  const params = decodeObject(schema, rest, '', type)
  return expand === undefined ? params : { ...params, expand: decodeExpand(expand) }
}

const nothing: Schema = { type: 'object', properties: {}, additionalProperties: false }

function parse(text: string): Params {
  try {
    const options = { depth: 20, arrayLimit: 1000, parameterLimit: 10_000, throwOnLimitExceeded: true } as const
    // No prototype, so a parameter can be called `constructor`.
    return qs.parse(text, { ...options, plainObjects: true }) as Params
  } catch {
    throw invalid('Invalid request: too many parameters.')
  }
}

/** Observed: a single error lists all unknown top-level parameters. */
function requireKnown(schema: Schema, value: Params): void {
  const unknown = Object.keys(value).filter((key) => !schemaOf(schema, key))
  const [first] = unknown
  if (first === undefined) return
  const names = unknown.map((name) => name.slice(0, 100))
  const message =
    unknown.length === 1
      ? `Received unknown parameter: ${names[0]}`
      : `Received unknown parameters: ${names.slice(0, 20).join(', ')}`
  throw invalid(message, first.slice(0, 100), 'parameter_unknown')
}

function schemaOf(schema: Schema, key: string): Schema | null {
  if (schema.properties && Object.hasOwn(schema.properties, key)) return schema.properties[key] ?? null
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : null
}

function decodeExpand(value: unknown): string[] {
  const list = typeof value === 'string' ? [value] : (asList(value) ?? [value])
  if (!list.every((path): path is string => typeof path === 'string')) throw invalid('Invalid array', 'expand')
  const paths = list.filter((path) => path !== '')
  for (const path of paths) {
    if (path.split('.').length <= 4) continue
    throw invalid(`You cannot expand more than 4 levels of a property: ${path.slice(0, 200)}`, 'expand')
  }
  return paths
}

function decodeObject(schema: Schema, value: Params, path: string, type: string | null): Params {
  const result: Params = {}
  for (const [key, inner] of Object.entries(value)) {
    const at = path ? `${path}[${key}]` : key
    const known = schemaOf(schema, key)
    if (!known) throw invalid(`Received unknown parameter: ${at.slice(0, 200)}`, at.slice(0, 200), 'parameter_unknown')
    // Avoids the setter, because a metadata key can be `__proto__`.
    Object.defineProperty(result, key, {
      value: decodeValue(known, inner, at, type),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  for (const key of schema.required ?? []) {
    const at = path ? `${path}[${key}]` : key
    if (!(key in value)) throw invalid(`Missing required param: ${at}.`, at, 'parameter_missing')
    if (result[key] === '' && !isEmptyable(schemaOf(schema, key))) throw cannotUnset(at)
  }
  return result
}

function decodeValue(schema: Schema, value: unknown, path: string, type: string | null): unknown {
  const choices = flatten(schema)
  if (typeof value === 'string') return decodeText(choices, value, path, type)
  const list = asList(value)
  const array = choices.find((choice) => choice.type === 'array')
  if (array && list) return list.map((item, index) => decodeValue(array.items ?? {}, item, `${path}[${index}]`, type))
  if (typeof value !== 'object' || value === null) throw invalid('Invalid object', path)
  const objects = choices.filter((choice) => choice.type === 'object')
  const [first, ...others] = objects
  if (!first) throw invalid(array ? 'Invalid array' : 'Invalid string', path)
  if (Array.isArray(value)) throw invalid('Invalid object', path)
  if (others.length === 0) return decodeObject(first, value, path, type)
  // In a union of objects, use the one with all of the given keys.
  const keys = Object.keys(value)
  const fitting = objects.find((choice) => keys.every((key) => schemaOf(choice, key)))
  return decodeObject(fitting ?? first, value, path, type)
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

// Observed: Debian's Python SDK 5 sends `True`. Other clients send digits.
const booleans: Record<string, boolean> = { true: true, True: true, 1: true, false: false, False: false, 0: false }

function decodeText(choices: Schema[], text: string, path: string, type: string | null): unknown {
  const enumValues = choices.flatMap((choice) => choice.enum ?? (choice.const === undefined ? [] : [choice.const]))
  const names = enumValues.filter((word): word is string => typeof word === 'string' && word !== '')
  if (names.includes(text)) return text
  // An empty value unsets a field. Every v1 scalar accepts it here. The operation rejects it if the field is required.
  if (text === '') return emptyFor(choices, enumValues, path)
  const has = (kind: string) =>
    choices.some((choice) => choice.type === kind && choice.const === undefined && !choice.enum)
  const isBoolean = has('boolean') || enumValues.includes(true) || enumValues.includes(false)
  if (isBoolean && Object.hasOwn(booleans, text)) return booleans[text]
  const isNumber = has('number') || has('integer')
  const isFreeText = has('string') && names.length === 0
  if (isNumber && !isFreeText && (enumValues.length === 0 || /^-?\d+(\.\d+)?$/.test(text))) return numberOf(text, path)
  // The SDK's unions accept any string so that old clients can handle new values. The API accepts only known values.
  if (names.length > 0) throw invalid(`Invalid ${path}: must be one of ${listed(names)}`, path)
  if (has('string')) {
    requireLength(type, path, text)
    return text
  }
  if (isBoolean) throw invalid(`Invalid boolean: ${text.slice(0, 40)}`, path)
  // A decimal is a class in the SDK, but digits in the request.
  if (choices.some(isDecimal)) {
    if (/^-?\d{1,12}(\.\d{1,12})?$/.test(text)) return text
    throw invalid(`Invalid decimal: ${text.slice(0, 40)}`, path)
  }
  throw invalid(choices.some((choice) => choice.type === 'array') ? 'Invalid array' : 'Invalid object', path)
}

/** An empty string unsets a field. If the type does not allow it, Stripe rejects it for numbers and enums. */
function emptyFor(choices: Schema[], enumValues: unknown[], path: string): '' {
  const isText = choices.some((choice) => choice.type === 'string') && enumValues.length === 0
  if (isText || enumValues.includes('') || choices.some(({ type }) => type === 'object' || type === 'array')) return ''
  throw cannotUnset(path)
}

function isEmptyable(schema: Schema | null): boolean {
  return (
    schema !== null &&
    flatten(schema).some(({ const: word, enum: enumValues }) => word === '' || enumValues?.includes(''))
  )
}

function cannotUnset(path: string) {
  const message = `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a parameter; however '${path}' cannot be unset. You should remove '${path}' from your request or supply a non-empty value.`
  return invalid(message, path, 'parameter_invalid_empty')
}

function isDecimal({ properties }: Schema): boolean {
  return properties !== undefined && Object.keys(properties).some((key) => key.startsWith('__@'))
}

function listed(names: string[]): string {
  const unique = [...new Set(names)]
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')}, or ${unique.at(-1)}`
}
