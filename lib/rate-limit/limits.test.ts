import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { limits } from './limits'

const rows = Object.entries(limits).flatMap(([name, rules]) =>
  rules.map(
    ({ by, points, seconds }) => `| \`${name}\` | ${by} | ${points.toLocaleString('en-US')} | ${seconds / 60} |`,
  ),
)

it('docs/security.md lists every limit', () => {
  const [, section = ''] = readFileSync('docs/security.md', 'utf8').split('## Rate limits\n')
  const [, table = ''] = section.split('|---|---|---|---|\n')
  const [documented = ''] = table.split('\n\n')
  expect(documented.split('\n')).toEqual(rows)
})

it('a request that a narrower rule rejects does not use up the site’s limit', () => {
  for (const rules of Object.values(limits)) {
    const site = rules.findIndex(({ by }) => by === 'site')
    expect(site === -1 || site === rules.length - 1).toBe(true)
  }
})
