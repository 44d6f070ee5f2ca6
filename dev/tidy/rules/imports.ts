import { domainOf, isProduct, type Place, placeOf } from '../places'
import type { Rule } from '../rule'

const domainIndex = /^lib\/[\w-]+\/index\.ts$/

const ownCode: Place[] = [
  'app',
  'component',
  'client-safe lib',
  'lib for the edge',
  'lib for all',
  'domain',
  'generated',
  'prisma',
]

/** What each place may import, besides packages. A domain is entered through its index, from anywhere but itself. */
const allowed: Record<Place, Place[]> = {
  app: ['app', 'component', 'client-safe lib', 'lib for the edge', 'lib for all', 'domain'],
  component: ['component', 'client-safe lib'],
  'client-safe lib': ['client-safe lib'],
  'lib for the edge': ['client-safe lib', 'lib for all', 'domain'],
  'lib for all': ['client-safe lib', 'lib for all', 'generated'],
  domain: ['client-safe lib', 'lib for all', 'domain', 'generated'],
  generated: [],
  prisma: ['client-safe lib', 'lib for all', 'domain', 'generated', 'prisma'],
  configuration: ['lib for all', 'configuration', 'prisma'],
  test: [...ownCode, 'test', 'dev for tests', 'configuration'],
  dev: [...ownCode, 'test', 'dev', 'dev for tests', 'e2e', 'configuration'],
  'dev for tests': [...ownCode, 'test', 'dev', 'dev for tests', 'configuration'],
  e2e: [...ownCode, 'test', 'dev', 'dev for tests', 'e2e'],
}

/** Places whose code may look behind a domain's index. */
const insiders: Place[] = ['test', 'dev', 'dev for tests', 'e2e', 'prisma']

/** Billing knows a team by its id, and none of what the product does with it. */
const productDomains = ['projects', 'teams', 'users']

/** Read by the browser, the server and the tests alike. */
const catalog = 'lib/billing/plans.ts'

function refusal(from: string, to: string): string | null {
  const [place, target] = [placeOf(from), placeOf(to)]
  if (from === catalog && to !== 'lib/product.ts') return 'the catalog imports only the product’s name'
  if (!allowed[place].includes(target)) return `${place} may not import ${target}`
  if (to === 'lib/db.ts' && place === 'app') return 'the database is only for lib'
  const isInside = domainOf(from) === domainOf(to) || insiders.includes(place)
  if (target === 'domain' && !isInside && !domainIndex.test(to)) return 'a domain is entered through its index'
  const isProductDomain = productDomains.includes(domainOf(to) ?? '')
  if (domainOf(from) === 'billing' && place === 'domain' && isProductDomain) return 'billing knows no product domain'
  return null
}

export const oneWay: Rule = {
  name: 'imports go one way: app, components, client-safe lib; app, lib; and nothing that ships imports dev or e2e',
  check: (repository) =>
    repository.modules().flatMap(({ path, imports }) =>
      imports.flatMap(({ file, specifier }) => {
        if (!file)
          return path === catalog ? [`${path} imports ${specifier}: the catalog imports only the product’s name`] : []
        const why = refusal(path, file)
        return why ? [`${path} imports ${file}: ${why}`] : []
      }),
    ),
}

/** Packages that one file or folder hides from the rest of the product. */
const homes: [RegExp, string[]][] = [
  [/^stripe(\/|$)/, ['lib/billing/stripe/']],
  [/^(next-auth|@auth)(\/|$)/, ['lib/auth/']],
  [/^(pg|@prisma)(\/|$)/, ['lib/db.ts']],
  [/^nodemailer(\/|$)/, ['lib/email/']],
  [/^pino(\/|$)/, ['lib/log.ts']],
  [/^rate-limiter-flexible(\/|$)/, ['lib/auth/']],
  [/^@node-rs\/argon2$/, ['lib/password.ts']],
  [/^next(\/|$)/, ['app/', 'components/', 'proxy.ts', 'lib/auth/', 'lib/action.ts']],
]

export const vendorHomes: Rule = {
  name: 'a vendor’s package is imported in one place only',
  check: (repository) =>
    repository
      .modules()
      .filter(({ path }) => isProduct(path))
      .flatMap(({ path, imports }) =>
        imports.flatMap(({ specifier }) => {
          const home = homes.find(([name]) => name.test(specifier))?.[1]
          const isHome = !home || home.some((place) => path.startsWith(place))
          return isHome ? [] : [`${path} imports ${specifier}, which belongs to ${home.join(', ')}`]
        }),
      ),
}

export const noCycles: Rule = {
  name: 'no import cycles, types included',
  check: (repository) => {
    const edges = new Map(
      repository.modules().map(({ path, imports }) => [path, imports.flatMap(({ file }) => file ?? [])]),
    )
    const found = new Set<string>()
    const done = new Set<string>()
    const visit = (file: string, trail: string[]): void => {
      const start = trail.indexOf(file)
      if (start >= 0) found.add([...trail.slice(start), file].join(' → '))
      if (start >= 0 || done.has(file)) return
      for (const next of edges.get(file) ?? []) visit(next, [...trail, file])
      done.add(file)
    }
    for (const file of edges.keys()) visit(file, [])
    return [...found]
  },
}
