import { existsSync, readdirSync, readFileSync } from 'node:fs'

const folders = ['app', 'components', 'lib', 'prisma', 'dev', 'e2e', 'docs', '.ci', '.github']
const notOurs = /^lib\/generated\/|(^|\/)(node_modules|dist)\//
const binary = /\.(png|ico|woff2)$/

/** The project's files by their path from its root, with forward slashes. A binary file has an empty text. */
export function readProjectFiles(): Map<string, string> {
  const inFolders = folders.filter(existsSync).flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`.replaceAll('\\', '/')),
  )
  const atRoot = readdirSync('.', { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== '.env')
  const own = [...atRoot.map(({ name }) => name), ...inFolders].filter((file) => !notOurs.test(file))
  return new Map(own.map((file) => [file, binary.test(file) ? '' : readFileSync(file, 'utf8')]))
}
