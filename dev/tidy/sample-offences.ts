import type { Rule } from './rule'
import { documentPaths, envExample } from './rules/documents'
import { noCycles, oneWay, vendorHomes } from './rules/imports'
import { declared, pinned } from './rules/packages'
import { noDeadFiles } from './rules/reach'
import { oneEnvReader, oneViewerMaker, pagesAsk, serverActions, serverOnly } from './rules/server'
import { docComments, names, sizes } from './rules/shape'
import { noDebt, noMachinePaths } from './rules/words'

import { clean, type Files, manifest } from './sample-repository'

type Offence = { rule: Rule; why: string; files: Files }

const lib = (lines: string) => `import 'server-only'\n${lines}\n`
const many = (count: number) => Array.from({ length: count }, (_, index) => `  void ${index}`).join('\n')
const word = (...parts: string[]) => parts.join('')
const projects = clean['lib/projects/index.ts'] ?? ''
const actions = clean['app/(app)/dashboard/actions.ts'] ?? ''

/** For each rule, changes to that repository which it must catch, each exactly once. */
export const offences: Offence[] = [
  { rule: oneWay, why: 'a component that reaches into lib', files: { 'components/x.tsx': "import '@/lib/projects'" } },
  {
    rule: oneWay,
    why: 'a component that imports a page’s action',
    files: { 'components/x.tsx': "import type { A } from '@/app/(app)/dashboard/actions'" },
  },
  {
    rule: oneWay,
    why: 'lib that imports a component',
    files: { 'lib/teams/index.ts': lib("export * from '@/components/ui/button'") },
  },
  {
    rule: oneWay,
    why: 'a page that goes past a domain’s index',
    files: { 'app/x.ts': "import '@/lib/billing/stripe/client'" },
  },
  {
    rule: oneWay,
    why: 'a domain that goes past another’s index',
    files: { 'lib/teams/index.ts': lib("import '../billing/stripe'") },
  },
  {
    rule: oneWay,
    why: 'a page that opens the database',
    files: { 'app/x.ts': "const open = () => import('@/lib/db')" },
  },
  { rule: oneWay, why: 'billing that knows projects', files: { 'lib/billing/x.ts': lib("import '@/lib/projects'") } },
  { rule: oneWay, why: 'a catalogue that imports', files: { 'lib/billing/plans.ts': "import 'zod'" } },
  {
    rule: oneWay,
    why: 'a browser’s file of lib that reaches the server',
    files: { 'lib/projects/schema.ts': "import '@/lib/env'" },
  },
  {
    rule: oneWay,
    why: 'a domain that knows the HTTP edge',
    files: { 'lib/teams/index.ts': lib("import '@/lib/action'") },
  },
  {
    rule: oneWay,
    why: 'product that imports dev',
    files: { 'lib/teams/index.ts': lib("type A = import('../../dev/some.test').A") },
  },
  {
    rule: oneWay,
    why: 'a product’s test that imports dev beyond what is there for tests',
    files: { 'lib/x.test.ts': "import '@/dev/some.test'" },
  },
  { rule: oneWay, why: 'a configuration that imports e2e', files: { 'x.config.ts': "import './e2e/x'" } },
  {
    rule: vendorHomes,
    why: 'a second importer of stripe',
    files: { 'lib/billing/x.ts': lib("import type Stripe from 'stripe'") },
  },
  { rule: vendorHomes, why: 'next-auth outside lib/auth', files: { 'lib/teams/x.ts': lib("import 'next-auth/jwt'") } },
  { rule: vendorHomes, why: 'a domain that knows Next', files: { 'lib/teams/x.ts': lib("import 'next/headers'") } },
  {
    rule: noCycles,
    why: 'a circle',
    files: { 'lib/a.ts': lib("import './b'"), 'lib/b.ts': lib("import type { A } from './a'") },
  },
  { rule: noDeadFiles, why: 'a file that nothing imports', files: { 'components/x.tsx': '' } },
  {
    rule: noDeadFiles,
    why: 'a file of lib that only a test imports',
    files: { 'lib/x.ts': '', 'lib/x.test.ts': "import './x'" },
  },
  { rule: noDeadFiles, why: 'a file of dev that nothing imports', files: { 'dev/x.ts': '' } },
  {
    rule: oneEnvReader,
    why: 'a second reader of the environment',
    files: { 'lib/db.ts': lib('const a = process.env.A') },
  },
  { rule: oneEnvReader, why: 'a hidden read', files: { 'lib/db.ts': lib("const a = process['env']") } },
  { rule: oneEnvReader, why: 'a destructured read', files: { 'lib/db.ts': lib('const { env } = process') } },
  { rule: oneEnvReader, why: 'an imported read', files: { 'lib/db.ts': lib("import { env } from 'node:process'") } },
  { rule: oneEnvReader, why: 'another variable at the start', files: { 'instrumentation.ts': 'process.env.NODE_ENV' } },
  { rule: serverOnly, why: 'a file of lib without the mark', files: { 'lib/x.ts': "import './db'" } },
  { rule: serverOnly, why: 'a mark that is not first', files: { 'lib/x.ts': "import './db'\nimport 'server-only'" } },
  { rule: serverOnly, why: 'a browser’s file that opens files', files: { 'lib/billing/plans.ts': "import 'node:fs'" } },
  {
    rule: serverActions,
    why: '"use server" in a component',
    files: { 'app/x.tsx': "const f = async () => { 'use server' }" },
  },
  {
    rule: serverActions,
    why: 'actions without the head',
    files: { 'app/actions.ts': '' },
  },
  {
    rule: serverActions,
    why: 'an action that is not made by action()',
    files: { 'app/actions.ts': "'use server'\nexport async function saveAction() {}" },
  },
  {
    rule: serverActions,
    why: 'another maker',
    files: { 'app/actions.ts': "'use server'\nexport const saveAction = maker()" },
  },
  {
    rule: serverActions,
    why: 'a default export',
    files: { 'app/(app)/dashboard/actions.ts': `${actions}export default saveAction` },
  },
  { rule: oneViewerMaker, why: 'a made-up viewer', files: { 'lib/x.ts': 'const viewer = {} as unknown as Viewer' } },
  { rule: pagesAsk, why: 'a page that asks nobody', files: { 'app/(app)/x/page.tsx': 'export default () => null' } },
  {
    rule: pagesAsk,
    why: 'a return route that asks nobody',
    files: { 'app/account/x/route.ts': 'export const GET = () => null' },
  },
  {
    rule: pagesAsk,
    why: 'a layout that guards',
    files: { 'app/(app)/layout.tsx': 'export default () => requireViewer()' },
  },
  { rule: names, why: 'a camelCase file', files: { 'lib/theThing.ts': '' } },
  { rule: names, why: 'a folder with an underscore', files: { 'lib/the_thing/index.ts': '' } },
  { rule: names, why: 'a drawer for everything', files: { 'lib/billing/utils.ts': '' } },
  { rule: sizes, why: 'a long file', files: { 'lib/x.ts': `${many(251)}\n` } },
  { rule: sizes, why: 'a long function', files: { 'lib/x.ts': `const f = () => {\n${many(70)}\n}` } },
  { rule: sizes, why: 'a long component', files: { 'app/x.tsx': `function F() {\n${many(100)}\n  return <b />\n}` } },
  {
    rule: docComments,
    why: 'a function without a comment',
    files: { 'lib/projects/index.ts': projects.replace('/**', '/*') },
  },
  { rule: docComments, why: 'a constant function', files: { 'lib/x.ts': 'export const f = () => 1' } },
  {
    rule: docComments,
    why: 'a function that is exported further down',
    files: { 'lib/x.ts': 'const f = cache(g)\nexport { f as g }' },
  },
  {
    rule: docComments,
    why: 'somebody else’s comment',
    files: { 'lib/x.ts': '/** One. */\nconst a = 1 /* two */\nexport class A {}' },
  },
  { rule: noDebt, why: 'a promise in a comment', files: { 'lib/x.ts': `// ${word('TO', 'DO')}: later` } },
  { rule: noDebt, why: 'a promise in a document', files: { 'docs/x.md': word('FIX', 'ME') } },
  { rule: noMachinePaths, why: 'a home folder', files: { 'docs/x.md': `See ${word('/ho', 'me/ada')}/project.` } },
  {
    rule: noMachinePaths,
    why: 'a home folder on Windows',
    files: { 'dev/x.ts': `'C:\\\\${word('Us', 'ers')}\\\\ada'` },
  },
  { rule: documentPaths, why: 'a path that is gone', files: { 'docs/x.md': 'See `lib/billing/gone.ts`.' } },
  { rule: documentPaths, why: 'a folder that is gone', files: { 'docs/x.md': 'See `lib/gone/`.' } },
  { rule: documentPaths, why: 'a bare name that is gone', files: { 'docs/x.md': 'See `gone.ts`.' } },
  { rule: documentPaths, why: 'a pattern for nothing', files: { 'docs/x.md': 'See `lib/*/gone.ts`.' } },
  { rule: documentPaths, why: 'a dead link', files: { 'docs/x.md': 'See [it](../gone.md#here).' } },
  {
    rule: documentPaths,
    why: 'a comment about a file that is gone',
    files: { 'lib/x.ts': '// see lib/billing/gone.ts' },
  },
  { rule: documentPaths, why: 'an address that is gone', files: { 'docs/x.md': 'See `/dashboard` and `/gone`.' } },
  { rule: documentPaths, why: 'a script that is gone', files: { 'docs/x.md': 'Then `npm run gone`.' } },
  { rule: envExample, why: 'a variable that is not explained', files: { '.env.example': 'APP_URL=\n' } },
  {
    rule: envExample,
    why: 'a variable that nothing reads',
    files: { '.env.example': 'APP_URL=\nLOG_LEVEL=\nGONE=\n' },
  },
  { rule: declared, why: 'a package that is not declared', files: { 'app/x.ts': "import 'gone/sub'" } },
  { rule: declared, why: 'a product that needs a development package', files: { 'app/x.ts': "import 'vitest'" } },
  {
    rule: declared,
    why: 'a package that nothing uses',
    files: { 'package.json': manifest({ dependencies: { gone: '1.0.0' } }) },
  },
  { rule: pinned, why: 'a range', files: { 'package.json': manifest({ dependencies: { zod: '^4.0.0' } }) } },
  {
    rule: pinned,
    why: 'a version with a known hole',
    files: { 'package.json': manifest({ dependencies: { next: '16.4.4' } }) },
  },
  {
    rule: pinned,
    why: 'a pre-release with a known hole',
    files: { 'package.json': manifest({ dependencies: { 'next-auth': '5.0.0-beta.31' } }) },
  },
  {
    rule: pinned,
    why: 'a download address',
    files: { 'package-lock.json': '{ "resolved": "https://registry.example/zod.tgz" }' },
  },
]
