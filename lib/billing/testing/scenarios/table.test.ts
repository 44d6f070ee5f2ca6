import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

// docs/billing.md says which test proves which scenario. It may name no test that does not exist, and leave none out.

const folder = 'lib/billing/testing/scenarios'
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.integration.test.ts'))
  .map((name) => `${folder}/${name}`)
// What only the production build can show.
const tests = [...files, 'dev/production/webhook.production.test.ts'].flatMap((file) => {
  const source = readFileSync(file, 'utf8')
  return [...source.matchAll(/'(S\d-\d\d) ([^'\n]+)'/g)].map(([, id, title]) => ({ id, title, file }))
})

const text = readFileSync('docs/billing.md', 'utf8')
const cells = [...text.matchAll(/^\| (S\d-\d\d) \| (.+?) \|(?: \[[\w-]+\]\(\.\.\/(\S+)\) \|)?$/gm)]
const proven = cells.filter((row) => row[3]).map(([, id, title, path]) => ({ id, title, path }))
const missing = cells.filter((row) => !row[3]).map(([, id, reason]) => ({ id, reason }))

/** The names of the scenarios: S1 to 34, S2 to 60, S3 to 70. */
const ids = Array.from({ length: 70 }, (_, index) => {
  const number = index + 1
  const severity = number <= 34 ? 1 : number <= 60 ? 2 : 3
  return `S${severity}-${String(number).padStart(2, '0')}`
})

describe('the table of scenarios', () => {
  it('names tests that exist, and every one that does', () => {
    const named = proven.map(({ id, title, path }) => `${path}: ${id} ${title}`)
    const existing = tests.map(({ id, title, file }) => `${file}: ${id} ${title}`)
    expect(named.sort()).toEqual(existing.sort())
  })

  it('has a test for each scenario, or the reason why there is none', () => {
    const spoken = new Set([...proven, ...missing].map(({ id }) => id))
    expect([...spoken].sort()).toEqual([...ids].sort())
    const both = missing.filter(({ id }) => proven.some((one) => one.id === id))
    expect(both).toEqual([])
  })
})
