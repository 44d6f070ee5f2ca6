import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import vm from 'node:vm'
import { build, type Plugin } from 'esbuild'

/**
 * A fault to inject: `replacement` replaces one module of the product and has the same exports. Both paths are relative
 * to the repository root.
 */
export type Mutant = { name: string; module: string; replacement: string }

/** The globals and packages that an instance of the product gets instead of Node's. */
export type Environment = {
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
 * Bundles the product's billing code, so that one process can run several instances that share no state. Each
 * instance has its own modules, database client, Stripe client, and clock.
 *
 * @param mutant a fault to inject
 * @throws Error if the product does not load the module that the mutant replaces
 */
export async function bundleProduct(mutant?: Mutant): Promise<(environment: Environment) => Product> {
  let isReplaced = false
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
    plugins: mutant ? [replaceModule(mutant, () => (isReplaced = true))] : [],
  })
  if (mutant && !isReplaced)
    throw new Error(`the mutant "${mutant.name}" replaces ${mutant.module}, which is not loaded`)
  const code = outputFiles[0]?.text ?? ''
  const filename = path.resolve('.local', 'product.cjs')
  const run = vm.compileFunction(code, [...parameters, ...shadowed], { filename })
  const moduleUrl = pathToFileURL(path.resolve('lib/generated/prisma/client.ts')).href
  return (environment) => {
    const module = { exports: {} }
    const load = (name: string) => environment.packages[name] ?? require(name)
    const own = Object.assign(Object.create(process), { env: environment.env })
    run(module.exports, load, module, own, {}, moduleUrl, ...shadowed.map((name) => environment[name]))
    return module.exports
  }
}

/** Loads the replacement module. Only the replacement itself can import the original. */
function replaceModule(mutant: Mutant, onReplaced: () => void): Plugin {
  const [original, replacement] = [path.resolve(mutant.module), path.resolve(mutant.replacement)]
  return {
    name: 'mutant',
    setup({ onLoad, onResolve, resolve }) {
      onResolve({ filter: /.*/ }, async ({ path: wanted, importer, kind, resolveDir, pluginData }) => {
        if (importer !== replacement || pluginData === 'resolving') return undefined
        const found = await resolve(wanted, { kind, importer, resolveDir, pluginData: 'resolving' })
        return found.path === original ? { path: original, suffix: '?original' } : undefined
      })
      onLoad({ filter: /.*/ }, ({ path: file, suffix }) => {
        if (file !== original || suffix) return undefined
        onReplaced()
        return { contents: `export * from ${JSON.stringify(replacement)}`, loader: 'ts', resolveDir: process.cwd() }
      })
    },
  }
}
