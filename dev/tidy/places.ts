// What a file is, by where it lies. The rules about imports are written in these words.

export type Place =
  | 'app'
  | 'component'
  | 'client-safe lib'
  | 'lib for the edge'
  | 'lib for all'
  | 'domain'
  | 'generated'
  | 'prisma'
  | 'configuration'
  | 'test'
  | 'dev'
  | 'dev for tests'
  | 'e2e'

/** Files of lib that a browser may load. They carry no mark, hold no secret and reach nothing that does. */
const clientSafe =
  /^lib\/(errors|form-state|format|local-path|product|billing\/(?:plans|policy|model\/[\w-]+)|[\w-]+\/schema)\.ts$/

/** Files of lib that belong to the HTTP edge: they know requests and redirects, and only app uses them. */
const edge = ['lib/action.ts', 'lib/portal-return.ts']

/** True for tests, and for what only tests use: samples beside them, and the folders called `testing`. */
export function isTest(file: string): boolean {
  return /\.(test|spec)\.tsx?$|(^|\/)sample-[\w-]+\.tsx?$|(^|\/)testing\//.test(file)
}

/** Code that ships: everything but tests, dev and e2e. */
export function isProduct(file: string): boolean {
  return /^(app|components|lib)\/|^(proxy|instrumentation)\.ts$/.test(file) && !isTest(file)
}

export function placeOf(file: string): Place {
  if (file.startsWith('dev/testing/')) return 'dev for tests'
  if (file.startsWith('dev/') || file === 'vitest.config.ts') return 'dev'
  if (file.startsWith('e2e/') || file === 'playwright.config.ts') return 'e2e'
  if (isTest(file)) return 'test'
  if (file.startsWith('app/') || file === 'proxy.ts' || file === 'instrumentation.ts') return 'app'
  if (file.startsWith('components/')) return 'component'
  if (file.startsWith('lib/generated/')) return 'generated'
  if (file.startsWith('prisma/')) return 'prisma'
  if (clientSafe.test(file)) return 'client-safe lib'
  if (edge.includes(file)) return 'lib for the edge'
  if (/^lib\/[\w-]+\.ts$/.test(file)) return 'lib for all'
  return file.startsWith('lib/') ? 'domain' : 'configuration'
}

/** The folder of lib that a file belongs to; null for a file that is in none. */
export function domainOf(file: string): string | null {
  return /^lib\/([\w-]+)\//.exec(file)?.[1] ?? null
}
