import { existsSync, readdirSync, readFileSync } from 'node:fs'

const folders = ['app', 'components', 'lib', 'prisma', 'dev', 'e2e', 'docs', '.ci', '.github']
const notOurs = /^lib\/generated$|(^|\/)(node_modules|dist)$/
const binary = /\.(png|ico|woff2)$/

/** The project's files by their path from its root, with forward slashes. A binary file has an empty text. */
export function readProjectFiles(): Map<string, string> {
  const atRoot = readdirSync('.', { withFileTypes: true }).filter((entry) => entry.isFile() && entry.name !== '.env')
  const files = [...atRoot.map(({ name }) => name), ...folders.filter(existsSync).flatMap(filesIn)]
  return new Map(files.map((file) => [file, binary.test(file) ? '' : readFileSync(file, 'utf8')]))
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = `${folder}/${entry.name}`
    if (notOurs.test(file)) return []
    return entry.isDirectory() ? filesIn(file) : [file]
  })
}
