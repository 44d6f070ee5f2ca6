import { lineAt, type Module, type Node, nodesOf, walk } from '../module'
import { isTest } from '../places'
import type { Rule } from '../rule'

/** Names that others prescribe: Next's folders, the return routes' addresses, Prisma's migrations, licence and readme. */
const prescribed = [
  /^(\([\w-]+\)|\[[\w.]+\])$/,
  /^(billing_details|payment_method|portal|subscription)_[a-z]+$/,
  /^\d{14}_\w+$/,
  /^migration_lock\.toml$/,
  /^(README|LICENSE|CONTRIBUTING|UPGRADE|ARCHITECTURE|AGENTS|CLAUDE)(\.md)?$/,
]

/** Names that say nothing of what is inside. */
const vague = /^(utils?|misc|helpers?|common|stuff)(\.|$)/

export const names: Rule = {
  name: 'files and folders are kebab-case, and named for what they hold',
  check: (repository) =>
    repository.paths.flatMap((file) => {
      const parts = file.split('/')
      const odd = parts.find(
        (part) => !/^\.?[a-z0-9]+([.-][a-z0-9]+)*$/.test(part) && !prescribed.some((one) => one.test(part)),
      )
      if (odd) return [`${file}: ${odd} is not kebab-case`]
      return parts.some((part) => vague.test(part)) ? [`${file} is named for nothing in particular`] : []
    }),
}

const fileLinesMax = 250
const functionLinesMax = 70
const markupLinesMax = 100

export const sizes: Rule = {
  name: `files have at most ${fileLinesMax} lines, functions ${functionLinesMax}, ${markupLinesMax} with markup in them`,
  check: (repository) =>
    repository.modules().flatMap((module) => {
      const lines = lineAt(module.text, module.text.length) - 1
      const long = lines > fileLinesMax ? [`${module.path} has ${lines} lines`] : []
      return isTest(module.path) ? long : [...long, ...longFunctions(module)]
    }),
}

function longFunctions(module: Module): string[] {
  return nodesOf(module, isFunction).flatMap((node) => {
    const [first, last] = [lineAt(module.text, node.start), lineAt(module.text, node.end)]
    const max = hasMarkup(node) ? markupLinesMax : functionLinesMax
    return last - first + 1 > max ? [`${module.path}:${first} is a function of ${last - first + 1} lines`] : []
  })
}

function isFunction(node: Node): boolean {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)
}

function hasMarkup(node: Node): boolean {
  let found = false
  walk(node, ({ type }) => {
    found ||= type === 'JSXElement' || type === 'JSXFragment'
  })
  return found
}

export const docComments: Rule = {
  name: 'every function and class that lib exports says what it is for',
  check: (repository) =>
    repository
      .modules()
      .filter(({ path }) => path.startsWith('lib/') && !isTest(path))
      .flatMap((module) => exportedFunctions(module).filter(({ statement }) => !hasComment(module.text, statement)))
      .map(({ name, path }) => `${path}: ${name} has no doc comment`),
}

function exportedFunctions(module: Module): { name: string; statement: Node; path: string }[] {
  const { program, path } = module
  const statements = program.body as Node[]
  const declared = statements.flatMap((statement) => declarationsOf(statement.declaration ?? statement, statement))
  const listed = new Set(
    statements
      .filter(({ type, source }) => type === 'ExportNamedDeclaration' && !source)
      .flatMap(({ specifiers }) => specifiers.map((specifier: Node) => specifier.local.name)),
  )
  const isExported = ({ name, statement }: { name: string; statement: Node }) =>
    statement.type.startsWith('Export') || listed.has(name)
  return declared.filter(isExported).map((one) => ({ ...one, path }))
}

function declarationsOf(node: Node, statement: Node): { name: string; statement: Node }[] {
  if (/^(Function|Class)Declaration$/.test(node.type)) return [{ name: node.id?.name ?? 'default', statement }]
  if (node.type !== 'VariableDeclaration') return []
  const functions = (node.declarations as Node[]).filter(
    ({ init }) => init && (isFunction(init) || init.callee?.name === 'cache'),
  )
  return functions.map(({ id }) => ({ name: id.name, statement }))
}

function hasComment(text: string, node: Node): boolean {
  const before = text.slice(0, node.start).trimEnd()
  return before.endsWith('*/') && before.lastIndexOf('/**') > before.lastIndexOf('*/', before.length - 3)
}
