// Runs every command: `node dev/run.mjs TASK`. Uses only Node's own modules, so that it works in a new clone and with an old
// Node. It provides a recent Node and the packages, and then runs the task. Its own messages go to standard error, because
// standard output belongs to the task.
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { isRecent, recentNode } from './start/node.mjs'
import { requirePackages } from './start/packages.mjs'
import { runInPlace } from './start/run-in-place.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const [task = '', ...args] = process.argv.slice(2)
process.chdir(root)

const tasks = readdirSync(path.join('dev', 'tasks'))
  .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
  .map((name) => name.slice(0, -3))

// Also used on servers, where development packages may be missing.
const forProduction = ['billing']

try {
  if (!tasks.includes(task)) throw new Error(`There is no task "${task}". Available tasks: ${tasks.join(', ')}.`)
  process.exitCode = await start()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}

async function start() {
  if (!isRecent(process.versions.node)) {
    const node = recentNode()
    // npm, npx, and package scripts look up `node` in PATH, which must be the recent one too.
    process.env.PATH = `${path.dirname(node)}${path.delimiter}${process.env.PATH}`
    return runInPlace(node, [path.join('dev', 'run.mjs'), task, ...args])
  }
  await requirePackages({ withDevelopment: !forProduction.includes(task) })
  const flags = ['--conditions=react-server', '--import', 'tsx']
  return runInPlace(process.execPath, [...flags, path.join('dev', 'tasks', `${task}.ts`), ...args])
}
