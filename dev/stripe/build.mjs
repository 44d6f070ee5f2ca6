// Builds dist/, the contents of the published package: bundles without dependencies, the schemas, the type
// declarations, and the licenses of the bundled packages.
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = path.dirname(fileURLToPath(import.meta.url))
const at = (...parts) => path.join(here, ...parts)

rmSync(at('dist'), { recursive: true, force: true })
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: ['bin.ts', 'index.ts', 'in-process.ts', 'testing/index.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // Only `stripe-stand-in/testing` uses the SDK, and its users install their own.
  external: ['stripe'],
  // Some of the bundled packages are CommonJS and call `require`.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  metafile: true,
})
for (const name of ['schemas.json', 'expandable.json']) cpSync(at('schema', name), at('dist', name))
writeLicenses(Object.keys(metafile.inputs))
declareTypes()

/** The notices required by the bundled packages' licenses. */
function writeLicenses(inputs) {
  const folders = inputs.map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1]).filter(Boolean)
  const notices = [...new Set(folders)].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(at(folder, 'package.json'), 'utf8'))
    const file = readdirSync(at(folder)).find((entry) => /^licen[sc]e/i.test(entry))
    return `${name} ${version} (${license})\n\n${file ? readFileSync(at(folder, file), 'utf8').trim() : ''}\n`
  })
  writeFileSync(at('dist', 'third-party-licenses.txt'), notices.join(`\n${'-'.repeat(80)}\n\n`))
}

/** Deletes every declaration that the exports do not need. */
function declareTypes() {
  const tsc = createRequire(import.meta.url)
    .resolve('typescript/package.json')
    .replace(/package\.json$/, 'bin/tsc')
  const { status } = spawnSync(process.execPath, [tsc, '--project', at('tsconfig.build.json')], { stdio: 'inherit' })
  if (status !== 0) throw new Error('could not build the type declarations')
  const needed = new Set(['index', 'in-process', 'testing/index'].map((name) => at('dist', 'types', `${name}.d.ts`)))
  for (const file of needed) for (const target of completeImports(file)) needed.add(target)
  for (const entry of readdirSync(at('dist', 'types'), { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (entry.isFile() && !needed.has(file)) rmSync(file)
  }
}

/** Adds the file extensions that Node requires to relative imports. Returns the imported files. */
function completeImports(file) {
  const targets = []
  const complete = (_, before, specifier) => {
    const target = path.join(path.dirname(file), specifier)
    const ending = existsSync(`${target}.d.ts`) ? '' : '/index'
    targets.push(`${target}${ending}.d.ts`)
    return `${before}${specifier}${ending}.js`
  }
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace(/((?:from |import\()['"])(\.[^'"]+)(?=['"])/g, complete))
  return targets
}
