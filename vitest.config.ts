import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vitest/config'

const at = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const resolve = {
  tsconfigPaths: true,
  // Outside Next's server build, the `server-only` package throws on import.
  alias: { 'server-only': at('./node_modules/server-only/empty.js') },
}
const ignored = ['node_modules/**', '.next/**', '.local/**']

const plans = at('./lib/billing/plans.ts')
const fourPlans = at('./lib/billing/testing/four-plans.ts')
const withFourthPlan: Plugin = {
  name: 'fourth-plan',
  enforce: 'pre',
  async resolveId(source, importer, options) {
    if (!source.endsWith('/plans') || importer === fourPlans) return null
    const found = await this.resolve(source, importer, { ...options, skipSelf: true })
    return found?.id === plans ? fourPlans : null
  },
}

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        test: {
          name: 'unit',
          include: ['{app,components,lib,dev,prisma}/**/*.test.{ts,tsx}'],
          exclude: [...ignored, '**/*.integration.test.ts', '**/*.production.test.ts'],
          // Starting a worker for each file would take longer than running most files.
          isolate: false,
          // This timeout only catches tests that hang. Use `npm run bench` to measure speed.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: 'integration',
          // It imports `next/server` in a way that only bundlers resolve.
          server: { deps: { inline: ['next-auth'] } },
          include: ['{app,lib,dev,prisma}/**/*.integration.test.ts'],
          exclude: ignored,
          globalSetup: ['dev/testing/global-setup.ts'],
          setupFiles: ['dev/testing/worker-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        // Tests that depend on the plans, with one more plan in the catalog.
        resolve,
        plugins: [withFourthPlan],
        test: {
          name: 'integration-fourth-plan',
          include: [
            'components/{billing,pricing,landing}/*.test.tsx',
            'lib/billing/{model/{form-schemas,projection},catalog/plan-problems}.test.ts',
            'lib/billing/{catalog/apply-catalog,portal/start-flow,subscriptions/seats}.integration.test.ts',
            'lib/billing/testing/{every-plan,scenarios/checkout}.integration.test.ts',
          ],
          exclude: ignored,
          globalSetup: ['dev/testing/global-setup.ts'],
          setupFiles: ['dev/testing/worker-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        // Tests on the production build, which must exist.
        resolve,
        test: {
          name: 'production',
          include: ['dev/production/*.production.test.ts'],
          exclude: ignored,
          globalSetup: ['dev/testing/global-setup.ts'],
          maxWorkers: 2,
        },
      },
    ],
  },
})
