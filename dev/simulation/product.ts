import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import vm from 'node:vm'
import { build, type Plugin } from 'esbuild'

/** A fault that is put into a copy of one module: the first text is replaced by the second. */
export type Mutant = { name: string; file: string; replace: [from: string, to: string][] }

/** What an instance of the product sees in place of Node's own. */
export type Surroundings = {
  env: Record<string, string>
  packages: Record<string, unknown>
  Date: unknown
  setTimeout: unknown
  clearTimeout: unknown
}

// biome-ignore lint/suspicious/noExplicitAny: the product's exports, typed where they are used.
export type Product = Record<string, any>

const parameters = ['exports', 'require', 'module', 'process', 'globalThis', 'moduleUrl']
const shadowed = ['Date', 'setTimeout', 'clearTimeout'] as const
const require = createRequire(import.meta.url)

/**
 * Puts the product's billing code into one script, so that a process can hold several instances of it that share no
 * state: each has its own modules, database client, Stripe client and clock, as if it were a process of its own.
 *
 * @param mutant a fault to put in; its text must be there exactly once, or a refactoring would make the mutant harmless
 */
export async function bundleProduct(mutant?: Mutant): Promise<(surroundings: Surroundings) => Product> {
  const { outputFiles } = await build({
    entryPoints: [path.join('dev', 'simulation', 'product-exports.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    packages: 'external',
    conditions: ['react-server'],
    define: { 'import.meta.url': 'moduleUrl' },
    supported: { 'dynamic-import': false },
    logLevel: 'silent',
    plugins: mutant ? [mutation(mutant)] : [],
  })
  const code = outputFiles[0]?.text ?? ''
  const filename = path.resolve('.local', 'product.cjs')
  const run = vm.compileFunction(code, [...parameters, ...shadowed], { filename })
  const moduleUrl = pathToFileURL(path.resolve('lib/generated/prisma/client.ts')).href
  return (surroundings) => {
    const module = { exports: {} }
    const load = (name: string) => surroundings.packages[name] ?? require(name)
    const own = Object.assign(Object.create(process), { env: surroundings.env })
    run(module.exports, load, module, own, {}, moduleUrl, ...shadowed.map((name) => surroundings[name]))
    return module.exports
  }
}

function mutation({ name, file, replace }: Mutant): Plugin {
  return {
    name: 'mutation',
    setup({ onLoad }) {
      const { readFile } = require('node:fs/promises') as typeof import('node:fs/promises')
      const filter = new RegExp(`${file.replaceAll('.', '\\.')}$`)
      onLoad({ filter }, async (args) => {
        let contents = await readFile(args.path, 'utf8')
        for (const [from, to] of replace) contents = replaceOnce(name, file, contents, from, to)
        return { contents, loader: 'ts' }
      })
    },
  }
}

function replaceOnce(name: string, file: string, contents: string, from: string, to: string): string {
  const parts = contents.split(from)
  if (parts.length !== 2)
    throw new Error(
      `the mutant "${name}" wants ${JSON.stringify(from)} once in ${file}: it is there ${parts.length - 1} times`,
    )
  return parts.join(to)
}
