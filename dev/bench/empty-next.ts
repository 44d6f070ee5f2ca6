import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runChild } from '../start/child'
import { nextProgram } from '../start/next'

const folder = path.resolve('.local', 'bench', 'empty-next')

const files = {
  'package.json': '{ "type": "module" }',
  // Without these files, the app would inherit ours from the parent folder.
  'next.config.mjs': 'export default {}',
  'instrumentation.js': 'export {}',
  'app/layout.jsx': `export default ({ children }) => <html lang="en"><body>{children}</body></html>`,
  'app/page.jsx': `export default () => <h1>Static</h1>`,
  'app/dynamic/page.jsx': `export const dynamic = 'force-dynamic'\nexport default () => <h1>Dynamic</h1>`,
}

/**
 * Builds a Next app with one prerendered page, `/`, and one dynamic page, `/dynamic`.
 *
 * @returns the folder of the app
 */
export async function buildEmptyNext(): Promise<string> {
  rmSync(folder, { recursive: true, force: true })
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  const env = { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '', NEXT_TELEMETRY_DISABLED: '1' } as const
  if ((await runChild([nextProgram, 'build'], { cwd: folder, env })) !== 0)
    throw new Error('The empty app failed to build.')
  return folder
}
