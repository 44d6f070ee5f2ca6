// The entry to every command: `node dev/run.mjs TASK`. Plain JavaScript on Node's own modules, so that it runs on a bare
// clone and on an old Node: it brings a recent Node and the packages first, and only then the task itself.
// What it says itself goes to standard error: the output of a task belongs to the task.
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

// What is also used on a server, where the packages for development may be left out.
const forProduction = ['billing']

try {
  if (!tasks.includes(task)) throw new Error(`There is no task "${task}". These exist: ${tasks.join(', ')}.`)
  process.exitCode = await start()
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}

async function start() {
  if (!isRecent(process.versions.node)) {
    const node = recentNode()
    // npm, npx and the scripts of packages look for `node` on the PATH: it must be the recent one there too.
    process.env.PATH = `${path.dirname(node)}${path.delimiter}${process.env.PATH}`
    return runInPlace(node, [path.join('dev', 'run.mjs'), task, ...args])
  }
  await requirePackages({ withDevelopment: !forProduction.includes(task) })
  const flags = ['--conditions=react-server', '--import', 'tsx']
  return runInPlace(process.execPath, [...flags, path.join('dev', 'tasks', `${task}.ts`), ...args])
}
