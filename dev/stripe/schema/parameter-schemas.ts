import { readFileSync } from 'node:fs'

/** The part of JSON Schema that the SDK's parameter types use. */
export type ParameterSchema = {
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: ParameterSchema[]
  properties?: Record<string, ParameterSchema>
  required?: string[]
  items?: ParameterSchema
  additionalProperties?: boolean | ParameterSchema
}

// Both files are next to this one, and next to the bundle in the published package.
const load = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))

export const parameterSchemas: Record<string, ParameterSchema> = load('schemas.json')

export const expandableFields: string[] = load('expandable.json')
