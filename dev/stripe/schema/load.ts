import { readFileSync } from 'node:fs'

// Both files are next to this one, and next to the bundle in the published package.
const load = (name: string) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'))

export const parameterSchemas: Record<string, unknown> = load('schemas.json')

export const expandableFields: string[] = load('expandable.json')
