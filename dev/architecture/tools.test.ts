import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

// A configuration that checks the wrong files reports nothing. Each tool must find a violation in a sample project.

const lines = (count: number) => '  console.log(1)\n'.repeat(count)

const files: Record<string, string> = {
  'package.json':
    '{ "type": "module", "dependencies": { "zod": "4.6.7" }, "devDependencies": { "next": "16.4.6", "vitest": "5.1.2" } }',
  '.gitignore': 'node_modules/\n',
  'app/page.tsx': "import { db } from '@/lib/db'\nexport default () => <b>{db.name}</b>\n",
  'lib/db.ts': "export const db = { name: 'a' }\nexport const nobodyUsesThis = 1\n",
  'lib/dead.ts': 'export const a = 1\n',
  'lib/only-tested.ts': 'export const a = 1\n',
  'lib/only-tested.test.ts': "import { a } from './only-tested'\nconsole.log(a)\n",
  'lib/env.ts': 'export const port = process.env.PORT\n',
  'lib/reads-env.ts': 'export const port = process.env.PORT\n',
  'lib/imports-env.ts': "import { env } from 'node:process'\nexport const port = env.PORT\n",
  'lib/camelCase.ts': 'export const a = 1\n',
  'lib/long-file.ts': lines(251).replaceAll('  ', ''),
  'lib/long-function.ts': `export function f() {\n${lines(72)}}\n`,
  'components/long-component.tsx': `export function F() {\n${lines(102)}  return <b />\n}\n`,
  'lib/save.ts': 'export async function save() {\n  await Promise.resolve()\n}\n',
  'lib/forgets-await.ts': "import { save } from './save'\n\nexport async function f() {\n  save()\n  await save()\n}\n",
}

const root = mkdtempSync(path.join(tmpdir(), 'tools-'))
afterAll(() => rmSync(root, { recursive: true }))

beforeAll(() => {
  cpSync('biome.json', path.join(root, 'biome.json'))
  cpSync('tsconfig.json', path.join(root, 'tsconfig.json'))
  symlinkSync(path.resolve('node_modules'), path.join(root, 'node_modules'), 'junction')
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.join(root, path.dirname(file)), { recursive: true })
    writeFileSync(path.join(root, file), text)
  }
})

function run(program: string, args: string[]): string {
  const file = path.resolve('node_modules', program)
  return spawnSync(process.execPath, [file, ...args], { cwd: root, encoding: 'utf8' }).stdout
}

it('Biome reports code style violations', () => {
  const { diagnostics } = JSON.parse(
    run('@biomejs/biome/bin/biome', ['lint', '--reporter=json', '--max-diagnostics=none']),
  )
  const found = diagnostics.map(
    ({ category, location }: { category: string; location: { path: string } }) =>
      `${location.path}: ${category.split('/').pop()}`,
  )
  expect(found.sort()).toEqual([
    'components/long-component.tsx: noExcessiveLinesPerFunction',
    'lib/camelCase.ts: useFilenamingConvention',
    'lib/forgets-await.ts: noFloatingPromises',
    'lib/imports-env.ts: noProcessEnv',
    'lib/long-file.ts: noExcessiveLinesPerFile',
    'lib/long-function.ts: noExcessiveLinesPerFunction',
    'lib/reads-env.ts: noProcessEnv',
  ])
})

it('knip finds unused code and code that only tests use', () => {
  const config = path.resolve('dev/architecture/knip.json')
  const knip = (...args: string[]) => run('knip/bin/knip.js', ['--config', config, '--reporter', 'compact', ...args])
  const unused = knip()
  for (const name of ['lib/dead.ts', 'nobodyUsesThis', 'zod']) expect(unused).toContain(name)
  expect(unused).not.toContain('only-tested')
  expect(knip('--production', '--strict', '--exclude', 'exports,types')).toContain('lib/only-tested.ts')
})
