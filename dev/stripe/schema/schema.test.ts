import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { generateExpandables, generateSchemas } from './generate'

it('checks requests against the installed SDK’s types', () => {
  const kept = readFileSync(new URL('schemas.json', import.meta.url), 'utf8')
  // Compared as a boolean, because the diff would be a quarter of a megabyte.
  const isFresh = generateSchemas() === kept
  expect(isFresh, 'schemas.json is outdated. Run `node --import tsx schema/generate.ts`.').toBe(true)
}, 60_000)

it('takes the expandable fields from the same types', () => {
  const kept = readFileSync(new URL('expandable.json', import.meta.url), 'utf8')
  const isFresh = generateExpandables() === kept
  expect(isFresh, 'expandable.json is outdated. Run `node --import tsx schema/generate.ts`.').toBe(true)
})
