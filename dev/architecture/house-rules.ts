import path from 'node:path'

/** A project's text files by path from its root. */
export type Files = Map<string, string>

/** A rule, and a check that returns one line per violation. */
export type Rule = { name: string; check: (files: Files) => string[] }

// Rules that no tool offers. They check text instead of syntax, because Biome has already formatted it.

const isTest = (file: string) => /\.(test|spec)\.tsx?$|(^|\/)testing\//.test(file)
const isProduct = (file: string) => /^(app|components|lib)\/.*\.tsx?$/.test(file) && !isTest(file)
const isOwnCode = (file: string) => /\.(tsx?|mjs)$/.test(file) && !file.startsWith('dev/architecture/')

/** Runs a check on matching files and prefixes each violation with its path. */
function inEach(
  files: Files,
  match: (file: string) => boolean,
  check: (text: string, file: string) => string[],
): string[] {
  const matching = [...files].filter(([file]) => match(file))
  return matching.flatMap(([file, text]) => check(text, file).map((line) => `${file} ${line}`))
}

const all = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map((match) => match[1] ?? match[0])

const actionsAreWrapped: Rule = {
  name: 'server actions use action(), teamAction(), or publicAction() and are in files named actions.ts',
  check: (files) =>
    inEach(files, isProduct, (text, file) => {
      if (!/^app\/(.*\/)?actions\.ts$/.test(file)) return /['"]use server['"]/.test(text) ? ['has "use server"'] : []
      const head = text.startsWith("'use server'\n") ? [] : ["does not begin with 'use server'"]
      const exports = all(text, /^export (?!type ).*/gm)
      const bare = exports.filter((line) => !/^export const \w+Action = (action|teamAction|publicAction)\(/.test(line))
      return [...head, ...bare.map((line) => `has an unwrapped action: ${line}`)]
    }),
}

const onlyAuthMakesViewers: Rule = {
  name: 'only lib/auth/viewer.ts creates a Viewer',
  check: (files) =>
    inEach(
      files,
      (file) => isProduct(file) && file !== 'lib/auth/viewer.ts',
      (text) => all(text, /\b(?:as|satisfies) Viewer\b|<Viewer>\w/g).map(() => 'creates a Viewer with a cast'),
    ),
}

const signedIn = /^app\/(\(app\)\/.*page\.tsx|account\/.*route\.ts|admin\/.*(page\.tsx|route\.ts))$/

const pagesAskWhoIsThere: Rule = {
  name: 'each signed-in page checks the viewer (layouts and proxy.ts do not always run)',
  check: (files) => [
    ...inEach(
      files,
      (file) => signedIn.test(file),
      (text) => (/\b(requireViewer|getViewer|portalReturn)\(/.test(text) ? [] : ['does not check the viewer']),
    ),
    ...inEach(
      files,
      (file) => /^proxy\.ts$|\/layout\.tsx$/.test(file),
      (text) => (/\brequireViewer\(/.test(text) ? ['checks the viewer but does not always run'] : []),
    ),
  ],
}

const exportsAreDocumented: Rule = {
  name: 'every function and class exported by lib has a docstring',
  check: (files) =>
    inEach(
      files,
      (file) => file.startsWith('lib/') && isProduct(file),
      (text) =>
        all(
          text,
          /(?<!\*\/\n)^export (?:async )?(?:function\*?|class|const(?= \w+ = (?:async )?(?:\(|<|cache\())) (\w+)/gm,
        ).map((name) => `exports ${name} without a docstring`),
    ),
}

const nothingIsPutOff: Rule = {
  name: 'no to-do notes or local file paths',
  check: (files) =>
    inEach(
      files,
      (file) => file.endsWith('.md') || isOwnCode(file),
      (text) =>
        all(text, /\b(?:TODO|FIXME|HACK)\b|(?<![\w.])(?:\/(?:home|Users|root)\/\w|[A-Z]:\\+Users)/g).map(
          (found) => `has ${found}`,
        ),
    ),
}

const made = /^(\.env(\.local)?|lib\/generated(\/.*)?|\.local(\/.*)?|\.next(\/.*)?|node_modules(\/.*)?)$/
const looksLikePath =
  /^(?:(?:app|components|lib|prisma|dev|e2e|docs|\.ci|\.github)\/[^\s<>…{}]*|[\w.-]+\.(?:tsx?|mjs|json|prisma|css|md))$/

const docsNameWhatExists: Rule = {
  name: 'documents and comments refer only to existing files, routes, and npm scripts',
  check: (files) => {
    const paths = [...files.keys()]
    const routes = paths.flatMap(
      (file) => /^app(\/.*)?\/(?:page\.tsx|route\.ts)$/.exec(file)?.[1]?.replace(/\/\([^/]*\)/g, '') ?? [],
    )
    const { scripts = {} } = JSON.parse(files.get('package.json') ?? '{}')
    const exists = (name: string) => {
      const source = name
        .replace(/\/$/, '')
        .replace(/[.+()[\]]/g, '\\$&')
        .replaceAll('**/', '§')
        .replaceAll('*', '[^/]*')
      const pattern = new RegExp(`^${name.includes('/') ? '' : '(.*/)?'}${source.replaceAll('§', '(.*/)?')}(/.*)?$`)
      return made.test(name.replace(/\/$/, '')) || paths.some((file) => pattern.test(file))
    }
    const prose = inEach(
      files,
      (file) => file.endsWith('.md'),
      (text, file) => {
        const spans = all(text.replace(/^```[\s\S]*?^```/gm, ''), /`([^`\n]+)`/g)
        const links = all(text, /\]\(([^)\s#:]+)(?:#[^)]*)?\)/g).map((link) =>
          path.posix.join(path.posix.dirname(file), link),
        )
        const isHistory = /^(CHANGELOG|UPGRADE)\.md$/.test(file)
        const addresses = file.startsWith('dev/') ? [] : spans.filter((span) => /^\/[a-z][\w/-]*$/.test(span))
        return [
          ...[...(isHistory ? [] : spans.filter((span) => looksLikePath.test(span))), ...links].filter(
            (name) => !exists(name),
          ),
          ...addresses.filter((address) => !routes.includes(address)),
        ].map((name) => `refers to ${name}, which does not exist`)
      },
    )
    const code = inEach(files, isOwnCode, (text) =>
      all(text, /(?<![\w./@-])(?:app|components|lib|prisma|dev|e2e|docs)\/[\w./()[\]-]+\.(?:tsx?|mjs|md|prisma)\b/g)
        .filter((name) => !exists(name))
        .map((name) => `refers to ${name}, which does not exist`),
    )
    const commands = inEach(
      files,
      (file) => file.endsWith('.md') || isOwnCode(file),
      (text) =>
        all(text, /\bnpm (?:run )?((?<=run )[\w:-]+|test|start)\b/g)
          .filter((name) => !(name in scripts))
          .map((name) => `refers to the npm script ${name}, which does not exist`),
    )
    return [...prose, ...code, ...commands]
  },
}

const envIsExplained: Rule = {
  name: '.env.example has exactly the variables in lib/env.ts',
  check: (files) => {
    const read = all(files.get('lib/env.ts') ?? '', /^ {4}([A-Z][A-Z0-9_]+): /gm)
    const explained = all(files.get('.env.example') ?? '', /^#? ?([A-Z][A-Z0-9_]+)=/gm)
    return [
      ...read.filter((name) => !explained.includes(name)).map((name) => `.env.example lacks ${name}`),
      ...explained.filter((name) => !read.includes(name)).map((name) => `.env.example has ${name}, which is not used`),
    ]
  },
}

const versionsAreExact: Rule = {
  name: 'versions are exact and the lockfile has no download URLs',
  check: (files) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(files.get('package.json') ?? '{}')
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version)),
    )
    const addresses = all(files.get('package-lock.json') ?? '', /"resolved": "https?:[^"]*"/g).slice(0, 3)
    return [
      ...loose.map(([name, version]) => `${name} is not pinned: ${version}`),
      ...addresses.map((one) => `package-lock.json has ${one}`),
    ]
  },
}

export const rules: Rule[] = [
  actionsAreWrapped,
  onlyAuthMakesViewers,
  pagesAskWhoIsThere,
  exportsAreDocumented,
  nothingIsPutOff,
  docsNameWhatExists,
  envIsExplained,
  versionsAreExact,
]
