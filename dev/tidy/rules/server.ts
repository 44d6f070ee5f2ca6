import { lineAt, type Module, type Node, nodesOf } from '../module'
import { isProduct, isTest, placeOf } from '../places'
import type { Repository } from '../repository'
import type { Rule } from '../rule'

const product = (repository: Repository) => repository.modules().filter(({ path }) => isProduct(path))
const at = (module: Module, node: Node) => `${module.path}:${lineAt(module.text, node.start)}`

function isProcessEnv(node: Node): boolean {
  if (node.type === 'MemberExpression') {
    return node.object.name === 'process' && (node.property.name === 'env' || node.property.value === 'env')
  }
  // const { env } = process
  if (node.type === 'VariableDeclarator') return node.init?.name === 'process'
  return node.type === 'ImportDeclaration' && /^(node:)?process$/.test(node.source.value)
}

export const oneEnvReader: Rule = {
  name: 'lib/env.ts alone reads process.env (instrumentation.ts may ask which runtime Next has started)',
  check: (repository) =>
    product(repository)
      .filter(({ path }) => path !== 'lib/env.ts')
      .flatMap((module) => {
        const reads = nodesOf(module, isProcessEnv)
        // Next replaces this very expression when it builds, so that the other runtime's bundle loses the code behind it.
        const runtime = /process\.env\.NEXT_RUNTIME/
        const isAllowed = (node: Node) =>
          module.path === 'instrumentation.ts' && runtime.test(module.text.slice(node.start, node.end + 13))
        return reads.filter((node) => !isAllowed(node)).map((node) => `${at(module, node)} reads process.env`)
      }),
}

/** Next's configuration loads it in plain Node, where the mark would throw. */
const unmarked = ['lib/env.ts', 'lib/security-headers.ts']

export const serverOnly: Rule = {
  name: 'a file of lib begins with `import "server-only"`, unless browsers may load it',
  check: (repository) =>
    product(repository)
      .filter(({ path }) => path.startsWith('lib/') && !unmarked.includes(path))
      .flatMap(({ path, program, imports }) => {
        const first = program.body[0] as Node | undefined
        const isMarked = first?.type === 'ImportDeclaration' && first.source.value === 'server-only'
        if (placeOf(path) !== 'client-safe lib')
          return isMarked ? [] : [`${path} does not begin with import 'server-only'`]
        const reached = imports.filter(({ specifier }) => specifier.startsWith('node:') || specifier === 'server-only')
        return reached.map(({ specifier }) => `${path} is for browsers too, and imports ${specifier}`)
      }),
}

export const serverActions: Rule = {
  name: '"use server" stands only at the head of actions.ts, where every export is made by action() or publicAction()',
  check: (repository) =>
    product(repository).flatMap((module) => {
      const directives = nodesOf(module, (node) => node.directive === 'use server')
      const isActions = /^app\/(.*\/)?actions\.ts$/.test(module.path)
      if (!isActions) return directives.map((node) => `${at(module, node)} has "use server" outside actions.ts`)
      const head = module.program.body[0] as Node | undefined
      const lacking = head?.directive === 'use server' ? [] : [`${module.path} does not begin with "use server"`]
      const exported = (module.program.body as Node[]).filter((node) => node.type.startsWith('Export'))
      const wrong = exported.filter((node) => !isAction(node))
      return [...lacking, ...wrong.map((node) => `${at(module, node)} exports something that is not made by action()`)]
    }),
}

function isAction(node: Node): boolean {
  if (node.type !== 'ExportNamedDeclaration') return false
  if (node.exportKind === 'type') return true
  const made = node.declaration?.type === 'VariableDeclaration' ? (node.declaration.declarations as Node[]) : []
  const isMade = ({ id, init }: Node) =>
    /Action$/.test(id.name) && /^(action|publicAction)$/.test(init?.callee?.name ?? '')
  return made.length > 0 && made.every(isMade)
}

export const oneViewerMaker: Rule = {
  name: 'only lib/auth/viewer.ts makes a Viewer',
  check: (repository) =>
    product(repository)
      .filter(({ path }) => path !== 'lib/auth/viewer.ts')
      .flatMap((module) => {
        const casts = nodesOf(
          module,
          (node) =>
            /^TS(As|TypeAssertion|Satisfies)/.test(node.type) && node.typeAnnotation?.typeName?.name === 'Viewer',
        )
        return casts.map((node) => `${at(module, node)} makes a Viewer`)
      }),
}

/** Where what is signed in lives; the account's return routes lie outside the group, so that they have no frame. */
const signedIn = /^app\/(\(app\)\/.*page\.tsx|account\/.*route\.ts|admin\/.*(page\.tsx|route\.ts))$/

export const pagesAsk: Rule = {
  name: 'every page and route behind the sign-in asks who is there by itself; layouts and proxy.ts guard nothing',
  check: (repository) => {
    const asks = (module: Module) =>
      nodesOf(
        module,
        (node) =>
          node.type === 'CallExpression' && /^(requireViewer|getViewer|portalReturn)$/.test(node.callee.name ?? ''),
      )
    const silent = repository.modules().filter((module) => signedIn.test(module.path) && asks(module).length === 0)
    const guards = repository
      .modules()
      .filter(({ path }) => path === 'proxy.ts' || (/\/layout\.tsx$/.test(path) && !isTest(path)))
      .filter((module) => nodesOf(module, (node) => node.callee?.name === 'requireViewer').length > 0)
    return [
      ...silent.map(({ path }) => `${path} does not ask who is there`),
      ...guards.map(({ path }) => `${path} guards, but a layout or proxy does not run for everything`),
    ]
  },
}
