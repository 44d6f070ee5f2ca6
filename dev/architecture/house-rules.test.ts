import { hasCurrentAgentRules } from 'next/dist/server/lib/generate-agent-files'
import { describe, expect, it } from 'vitest'
import { rules } from './house-rules'
import { readProjectFiles } from './project-files'

describe('this repository', () => {
  const files = readProjectFiles()
  it.each(rules)('$name', ({ check }) => {
    expect(check(files)).toEqual([])
  })

  it('has a current AGENTS.md (to update it, run `next dev` in a coding agent)', () => {
    expect(hasCurrentAgentRules('.')).toBe(true)
  })
})

const head = "'use server'\nimport { action } from '@/lib/action'\n"

/** A small project without violations. */
const clean: Record<string, string> = {
  'package.json': '{ "scripts": { "build": "next build" }, "dependencies": { "next": "16.4.6" } }',
  '.env.example': 'APP_URL=\n# LOG_LEVEL=info\n',
  'README.md':
    'See [the plan](docs/plan.md), `lib/env.ts`, `env.ts`, `lib/*.ts` and `/dashboard`, and `npm run build`.\n',
  'CHANGELOG.md': 'Removed `lib/gone.ts`.\n',
  'docs/plan.md': 'See [it](../README.md#plan) and `.env`.\n```\nlib/gone.ts\n```\n',
  'app/(app)/dashboard/page.tsx': 'const viewer = await requireViewer("/dashboard")\n',
  'app/(app)/dashboard/actions.ts': `${head}export const saveAction = action(schema, async () => {})\nexport type State = 1\n`,
  'app/(app)/layout.tsx': 'const viewer = await getViewer()\n',
  'lib/env.ts':
    '// See lib/env.ts.\n    APP_URL: z.url(),\n    LOG_LEVEL: z.string(),\n/** The environment. */\nexport const env = () => 1\n',
  'lib/auth/viewer.ts': 'const viewer = row as Viewer\n',
}

const word = (...parts: string[]) => parts.join('')

const violations: [why: string, file: string, text: string][] = [
  ['an action in a page', 'app/x/page.tsx', "async () => { 'use server' }"],
  ['actions without the required header', 'app/x/actions.ts', ''],
  ['an unwrapped action', 'app/x/actions.ts', `${head}export async function saveAction() {}`],
  ['an action from another factory', 'app/x/actions.ts', `${head}export const saveAction = maker()`],
  ['a Viewer created by a cast', 'lib/x.ts', 'const viewer = {} as unknown as Viewer'],
  ['a page without a viewer check', 'app/(app)/x/page.tsx', ''],
  ['a return route without a viewer check', 'app/account/x/route.ts', ''],
  ['a layout with a viewer check', 'app/(app)/layout.tsx', 'await requireViewer()'],
  ['a function without a docstring', 'lib/x.ts', '\nexport async function f() {}'],
  ['a function constant without a docstring', 'lib/x.ts', '\nexport const f = cache(g)'],
  ['a to-do comment', 'lib/x.ts', `// ${word('TO', 'DO')}: later`],
  ['a home folder', 'docs/x.md', `See ${word('/ho', 'me/ada')}.`],
  ['a missing file', 'docs/x.md', 'See `lib/gone.ts`.'],
  ['a missing folder', 'docs/x.md', 'See `lib/gone/`.'],
  ['a missing file without a path', 'docs/x.md', 'See `gone.ts`.'],
  ['a pattern with no matches', 'docs/x.md', 'See `lib/*/gone.ts`.'],
  ['a dead link', 'docs/x.md', 'See [it](../gone.md#here).'],
  ['a missing file in a comment', 'lib/x.ts', '// see lib/gone/index.ts'],
  ['a missing route', 'docs/x.md', 'See `/gone`.'],
  ['a missing script', 'docs/x.md', 'Then `npm run gone`.'],
  ['a missing built-in npm script', 'lib/x.ts', '// npm test'],
  ['an undocumented variable', '.env.example', 'APP_URL=\n'],
  ['an unused variable', '.env.example', 'APP_URL=\nLOG_LEVEL=\nGONE=\n'],
  ['a version range', 'package.json', '{ "scripts": { "build": "" }, "dependencies": { "next": "^16.0.0" } }'],
  ['a download URL', 'package-lock.json', '"resolved": "https://registry.example/zod.tgz"'],
]

describe('the house rules', () => {
  const found = (files: Record<string, string>) =>
    rules.filter(({ check }) => check(new Map(Object.entries(files))).length > 0)

  it('accept a valid project', () => {
    expect(found(clean)).toEqual([])
  })

  it.each(violations)('report %s', (_why, file, text) => {
    expect(found({ ...clean, [file]: text })).toHaveLength(1)
  })

  it('each have a failing example', () => {
    const tried = new Set(violations.flatMap(([, file, text]) => found({ ...clean, [file]: text })))
    expect([...tried].sort()).toEqual([...rules].sort())
  })
})
