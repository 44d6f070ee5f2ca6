import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

// The scenario table in docs/billing.md must list every scenario test, and only tests that exist.

const folder = 'lib/billing/testing/scenarios'
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.integration.test.ts'))
  .map((name) => `${folder}/${name}`)
// Some scenarios need the production build.
const tests = [...files, 'dev/production/webhook.production.test.ts'].flatMap((file) => {
  const source = readFileSync(file, 'utf8')
  return [...source.matchAll(/'(S\d-\d\d) ([^'\n]+)'/g)].map(([, id, title]) => ({ id, title, file }))
})

const text = readFileSync('docs/billing.md', 'utf8')
const cells = [...text.matchAll(/^\| (S\d-\d\d) \| (.+?) \|(?: \[[\w-]+\]\(\.\.\/(\S+)\) \|)?$/gm)]
const proven = cells.filter((row) => row[3]).map(([, id, title, path]) => ({ id, title, path }))
const missing = cells.filter((row) => !row[3]).map(([, id, reason]) => ({ id, reason }))

/** Scenario ids: S1 up to 34, S2 up to 60, S3 up to 70. */
const ids = Array.from({ length: 70 }, (_, index) => {
  const number = index + 1
  const severity = number <= 34 ? 1 : number <= 60 ? 2 : 3
  return `S${severity}-${String(number).padStart(2, '0')}`
})

describe('the scenario table', () => {
  it('lists every scenario test and no others', () => {
    const named = proven.map(({ id, title, path }) => `${path}: ${id} ${title}`)
    const existing = tests.map(({ id, title, file }) => `${file}: ${id} ${title}`)
    expect(named.sort()).toEqual(existing.sort())
  })

  it('has a test or an explanation for every scenario', () => {
    const covered = new Set([...proven, ...missing].map(({ id }) => id))
    expect([...covered].sort()).toEqual([...ids].sort())
    const both = missing.filter(({ id }) => proven.some((one) => one.id === id))
    expect(both).toEqual([])
  })
})
