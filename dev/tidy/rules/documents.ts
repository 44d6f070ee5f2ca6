import path from 'node:path'
import type { Repository } from '../repository'
import type { Rule } from '../rule'

const documents = (repository: Repository) => repository.paths.filter((file) => file.endsWith('.md'))
const top = 'app|components|lib|prisma|dev|e2e|docs|.ci'

/** Files that a person makes, or that a command does: they are named, and are not in the tree. */
const made = /^(\.env(\.local)?|lib\/generated(\/.*)?|\.local(\/.*)?|\.next(\/.*)?|node_modules(\/.*)?)$/

export const documentPaths: Rule = {
  name: 'every path that a document or a comment names exists, and so do its routes and npm scripts',
  check: (repository) => [
    ...documents(repository).flatMap((file) => brokenIn(repository, file)),
    ...repository.modules().flatMap(({ path: file, text }) => brokenInCode(repository, file, text)),
    ...[...documents(repository), ...repository.modules().map((module) => module.path)].flatMap((file) =>
      unknownScripts(repository, file),
    ),
  ],
}

/** In a document: code spans that look like a path or a file name, and the targets of links and pictures. */
function brokenIn(repository: Repository, document: string): string[] {
  const text = repository.text(document).replace(/^```[\s\S]*?^```/gm, '')
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '')
  const links = [...text.matchAll(/\]\(([^)\s#]+)(#[^)]*)?\)/g)].map((match) => match[1] ?? '')
  const relative = links.filter((link) => !/^[a-z]+:/.test(link))
  const addresses = spans.filter((span) => /^\/[a-z][\w/-]*$/.test(span) && !document.startsWith('dev/'))
  const broken = [
    ...spans.filter((span) => looksLikeFile(span) && !exists(repository, span)),
    ...addresses.filter((address) => !routesOf(repository).includes(address)),
    ...relative.filter((link) => !exists(repository, path.posix.join(path.posix.dirname(document), link))),
  ]
  return broken.map((name) => `${document} names ${name}, which does not exist`)
}

/** The addresses of the product's pages and routes. */
function routesOf(repository: Repository): string[] {
  const files = repository.paths.map((file) => /^app(\/.*)?\/(page\.tsx|route\.ts)$/.exec(file)?.[1])
  return files.flatMap((folder) => (folder === undefined ? [] : folder.replace(/\/\([^/]*\)/g, '') || '/'))
}

function looksLikeFile(span: string): boolean {
  if (/[<>…\s{}]/.test(span)) return false
  return new RegExp(`^(${top})/`).test(span) || /^[\w.-]+\.(ts|tsx|mjs|json|prisma|css|md|sql)$/.test(span)
}

/** A path from the root, a folder, a pattern with stars, or the bare name of a file anywhere. */
function exists(repository: Repository, name: string): boolean {
  const clean = name.replace(/\/$/, '')
  if (made.test(clean) || repository.has(clean) || repository.hasFolder(clean)) return true
  if (clean.includes('*')) {
    const source = clean
      .replace(/[.+()[\]]/g, '\\$&')
      .replaceAll('**/', '(.*/)?')
      .replaceAll(/(?<!\.)\*/g, '[^/]*')
    return repository.paths.some((file) => new RegExp(`^${source}$`).test(file))
  }
  return !clean.includes('/') && repository.paths.some((file) => file.endsWith(`/${clean}`))
}

/** In code: whole paths with an extension, in comments and texts alike. */
function brokenInCode(repository: Repository, file: string, text: string): string[] {
  if (file.startsWith('dev/tidy')) return []
  const found = text.match(new RegExp(`(?<![\\w./@-])(${top})/[\\w./()[\\]-]+\\.(ts|tsx|mjs|md|prisma)\\b`, 'g')) ?? []
  return [...new Set(found)]
    .filter((name) => !exists(repository, name))
    .map((name) => `${file} names ${name}, which does not exist`)
}

function unknownScripts(repository: Repository, file: string): string[] {
  if (file.startsWith('dev/tidy')) return []
  const scripts = repository.json<{ scripts: Record<string, string> }>('package.json').scripts ?? {}
  const called = [...repository.text(file).matchAll(/\bnpm (run ([\w:-]+)|(test|start)\b)/g)]
  const unknown = called.map((match) => match[2] ?? match[3] ?? '').filter((name) => !(name in scripts))
  return [...new Set(unknown)].map((name) => `${file} names the npm script ${name}, which does not exist`)
}

export const envExample: Rule = {
  name: '.env.example has every variable of lib/env.ts, and no other',
  check: (repository) => {
    const schema = [...repository.text('lib/env.ts').matchAll(/^ {4}([A-Z][A-Z0-9_]+): /gm)].map(
      (match) => match[1] ?? '',
    )
    const example = [...repository.text('.env.example').matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gm)].map(
      (match) => match[1] ?? '',
    )
    return [
      ...schema.filter((name) => !example.includes(name)).map((name) => `.env.example lacks ${name}`),
      ...example
        .filter((name) => !schema.includes(name))
        .map((name) => `.env.example has ${name}, which nothing reads`),
    ]
  },
}
