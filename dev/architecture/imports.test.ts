import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Imports, readImports } from './cruise'
import { architecturePage } from './diagram'

describe('this repository', () => {
  let imports: Imports
  beforeAll(() => {
    imports = readImports()
  })

  it('follows the import rules', () => {
    expect(imports.violations).toEqual([])
  })

  it('has a current diagram in ARCHITECTURE.md; if not, run `npm run diagram`', () => {
    const { current, expected } = architecturePage(imports)
    expect(current).toBe(expected)
  })
})

/** A small product that follows each rule, with every allowed kind of import. */
const clean: Record<string, string[]> = {
  'app/page.tsx': [
    'components/card',
    'lib/billing',
    'lib/billing/plans',
    'lib/notes',
    'lib/notes/schema',
    'lib/action',
  ],
  'components/card.tsx': ['components/button', 'lib/billing/model', 'lib/billing/plans', 'lib/format'],
  'components/button.tsx': [],
  'lib/action.ts': ['server-only', 'lib/auth'],
  'lib/auth/index.ts': ['server-only', 'lib/db', 'next-auth'],
  'lib/db.ts': ['server-only', 'pg'],
  'lib/format.ts': [],
  'lib/notes/index.ts': ['server-only', 'lib/auth', 'lib/billing', 'lib/notes/store', 'lib/db'],
  'lib/notes/schema.ts': [],
  'lib/notes/store.ts': ['server-only', 'lib/db'],
  'lib/notes/store.test.ts': ['lib/notes/store', 'dev/testing/shop', 'lib/billing/stripe/client'],
  'lib/billing/index.ts': ['server-only', 'lib/billing/sync'],
  'lib/billing/plans.ts': ['lib/product'],
  'lib/product.ts': [],
  'lib/billing/model/index.ts': ['lib/billing/plans', 'lib/billing/model/state'],
  'lib/billing/model/state.ts': [],
  'lib/billing/stripe/index.ts': ['server-only', 'lib/billing/stripe/client'],
  'lib/billing/stripe/client.ts': ['server-only', 'lib/billing/model', 'stripe'],
  'lib/billing/sync/index.ts': ['server-only', 'lib/billing/stripe', 'lib/email'],
  'lib/notes/testing/sample.ts': ['lib/billing/sync'],
  'lib/email/index.ts': ['server-only', 'nodemailer'],
  'prisma/seed.ts': ['lib/billing/sync', 'lib/notes'],
  'dev/testing/shop.ts': ['lib/billing/stripe/client', 'dev/stripe/engine/clock'],
  'dev/stripe/engine/clock.ts': [],
  'dev/stripe/api/clocks.ts': ['dev/stripe/engine/clock'],
}

/** A file that breaks a rule, its import, and the rule. */
const violations: [file: string, imports: string[], rule: string][] = [
  ['lib/a.ts', ['server-only', 'type:lib/b'], 'no-cycles'],
  ['lib/notes/tool.ts', ['server-only', 'dev/testing/shop'], 'product-imports-no-tools'],
  ['lib/notes/sample.ts', ['server-only', 'lib/notes/testing/sample'], 'product-imports-no-tools'],
  ['lib/notes/tool.test.ts', ['dev/stripe/engine/clock'], 'tests-import-only-test-tools'],
  ['components/notes.tsx', ['lib/notes'], 'components-take-props'],
  ['components/state.tsx', ['type:lib/billing/model/state'], 'components-take-props'],
  ['components/form.tsx', ['type:app/page'], 'components-take-props'],
  ['lib/notes/view.ts', ['server-only', 'components/card'], 'lib-imports-no-pages'],
  ['app/client.ts', ['lib/billing/stripe/client'], 'import-domains-through-their-index'],
  ['app/later.ts', ['await:lib/notes/store'], 'import-domains-through-their-index'],
  ['lib/email/notes.ts', ['server-only', 'lib/notes/store'], 'import-domains-through-their-index'],
  ['app/rows.ts', ['lib/db'], 'app-uses-no-database'],
  ['lib/notes/http.ts', ['server-only', 'lib/action'], 'only-app-uses-http'],
  ['lib/limit.ts', ['server-only', 'lib/notes'], 'lib-files-import-no-domain'],
  ['lib/email/schema.ts', ['lib/db'], 'browser-files-import-no-server-code'],
  ['lib/teams/schema.ts', ['node:fs'], 'browser-files-import-no-server-code'],
  ['lib/billing/sync/notes.ts', ['server-only', 'lib/notes'], 'billing-imports-no-product-domain'],
  ['lib/billing/sync/deep.ts', ['server-only', 'lib/billing/stripe/client'], 'import-rooms-through-their-index'],
  ['prisma/people.ts', ['lib/billing/stripe/client'], 'import-rooms-through-their-index'],
  ['lib/billing/sync/face.ts', ['server-only', 'lib/billing'], 'rooms-do-not-import-the-billing-index'],
  ['lib/billing/stripe/back.ts', ['server-only', 'lib/billing/sync'], 'billing-rooms-go-one-way'],
  ['lib/billing/attic/index.ts', ['server-only'], 'billing-rooms-are-listed'],
  ['dev/stripe/pages/product.ts', ['lib/format'], 'stand-in-imports-no-product-code'],
  ['dev/stripe/engine/back.ts', ['dev/stripe/api/clocks'], 'stand-in-folders-go-one-way'],
  ['dev/stripe/attic/clock.ts', ['dev/stripe/engine/clock'], 'stand-in-folders-are-listed'],
  ['lib/billing/sync/sdk.ts', ['server-only', 'type:stripe'], 'vendors-are-imported-in-one-place'],
  ['lib/notes/session.ts', ['server-only', 'next-auth'], 'vendors-are-imported-in-one-place'],
  ['lib/notes/all.ts', ['server-only', 'lib/notes/utils'], 'names-describe-contents'],
  ['lib/notes/odd.ts', ['server-only', 'lib/notes/theThings/index'], 'names-describe-contents'],
  ['lib/notes/unmarked.ts', [], 'lib-is-server-only'],
]

/** Files that some violations import. */
const beside: Record<string, string[]> = {
  'lib/b.ts': ['server-only', 'type:lib/a'],
  'lib/notes/utils.ts': ['server-only'],
  'lib/notes/theThings/index.ts': ['server-only'],
}

describe('the import rules', () => {
  const root = mkdtempSync(path.join(tmpdir(), 'import-rules-'))
  afterAll(() => rmSync(root, { recursive: true }))

  function write(file: string, text: string): void {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }

  function readBroken(files: Record<string, string[]>): string[] {
    for (const [file, imports] of Object.entries(files)) write(file, imports.map(statement).join(''))
    return readImports(root).violations.map((line) => line.split(/ → |\. /)[0] ?? '')
  }

  beforeAll(() => {
    write('package.json', '{}')
    write('tsconfig.json', '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }')
    for (const name of ['server-only', 'stripe', 'next-auth', 'nodemailer', 'pg']) {
      write(`node_modules/${name}/index.js`, '')
      write(`node_modules/${name}/package.json`, `{ "name": "${name}", "main": "index.js" }`)
    }
  })

  it('accept a valid project', () => {
    expect(readBroken(clean)).toEqual([])
  })

  it('report each violation and nothing else', () => {
    const expected = violations.map(([file, , rule]) => `${rule}: ${file}`)
    const files = Object.fromEntries(violations.map(([file, imports]) => [file, imports]))
    expect(readBroken({ ...clean, ...beside, ...files }).sort()).toEqual(expected.sort())
  })
})

function statement(specifier: string): string {
  const [, how = '', name = ''] = /^(type:|await:)?(.*)$/.exec(specifier) ?? []
  const from = /^(app|components|lib|dev)\//.test(name) ? `@/${name}` : name
  if (how === 'await:') return `export const later = () => import('${from}')\n`
  return how === 'type:' ? `import type { A } from '${from}'\n` : `import '${from}'\n`
}
