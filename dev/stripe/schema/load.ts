import { readFileSync } from 'node:fs'

// Both files lie beside this one, and beside the bundle of the published package.
const load = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))

/** A JSON schema for each of the SDK's parameter types, by the type's name. */
export const parameterSchemas: Record<string, unknown> = load('schemas.json')

/** The fields that can be expanded, as the SDK's types have them. */
export const expandableFields: string[] = load('expandable.json')
