import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type Module, parseModule } from './module'

const textual = /(^|\/)(\.[\w.-]+|LICENSE)$|\.(ts|tsx|mjs|mts|js|css|json|md|prisma|sql|toml|svg|yml|yaml|txt|sh)$/
const code = /\.(ts|tsx|mjs)$/

/** The project's own files as the rules see them: paths with forward slashes, from the root of the project. */
export class Repository {
  readonly paths: string[]
  private parsed = new Map<string, Module>()

  constructor(private files: Map<string, string>) {
    this.paths = [...files.keys()].sort()
  }

  has(file: string): boolean {
    return this.files.has(file)
  }

  hasFolder(folder: string): boolean {
    return this.paths.some((file) => file.startsWith(`${folder}/`))
  }

  /** The text of a file; empty for a file that is not text or not there. */
  text(file: string): string {
    return this.files.get(file) ?? ''
  }

  /** A file read as JSON; an empty object when it is not there. */
  json<T>(file: string): Partial<T> {
    return JSON.parse(this.text(file) || '{}')
  }

  /** Every TypeScript and JavaScript file, parsed. */
  modules(): Module[] {
    return this.paths.filter((file) => code.test(file)).map((file) => this.module(file))
  }

  module(file: string): Module {
    const known = this.parsed.get(file)
    if (known) return known
    const module = parseModule(file, this.text(file), (candidate) => this.has(candidate))
    this.parsed.set(file, module)
    return module
  }
}

/** A repository of made-up files, for testing the rules. */
export function repositoryOf(files: Record<string, string>): Repository {
  return new Repository(new Map(Object.entries(files)))
}

/** Reads the project from disk, without what .gitignore names. */
export function readRepository(root: string): Repository {
  const isIgnored = ignoredBy(readFileSync(path.join(root, '.gitignore'), 'utf8'))
  const files = new Map<string, string>()
  const visit = (folder: string) => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const file = folder ? `${folder}/${entry.name}` : entry.name
      if (entry.name === '.git' || isIgnored(file)) continue
      if (entry.isDirectory()) visit(file)
      else files.set(file, textual.test(file) ? readFileSync(path.join(root, file), 'utf8') : '')
    }
  }
  visit('')
  return new Repository(files)
}

/** Understands what the project's .gitignore uses: names, paths and a star. */
function ignoredBy(gitignore: string): (file: string) => boolean {
  const lines = gitignore.split('\n').filter((line) => line && !line.startsWith('#'))
  const patterns = lines.map((line) => {
    if (/^!|\*\*|[?[]/.test(line)) throw new Error(`the tidy test does not understand ${line} in .gitignore`)
    const name = line.replace(/^\/|\/$/g, '')
    const source = name.replace(/[.+()]/g, '\\$&').replaceAll('*', '[^/]*')
    return new RegExp(name.includes('/') ? `^${source}$` : `(^|/)${source}$`)
  })
  return (file) => patterns.some((pattern) => pattern.test(file))
}
