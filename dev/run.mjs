// The entry to every command: `node dev/run.mjs TASK`. Plain JavaScript on Node's own modules, so that it runs on a bare
// clone and on an old Node: it brings a recent Node and the packages first, and only then the task itself.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
const [task = '', ...args] = process.argv.slice(2)
const isWindows = process.platform === 'win32'
process.chdir(root)

const tasks = readdirSync(path.join(root, 'dev', 'tasks'))
  .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
  .map((name) => name.slice(0, -3))
if (!tasks.includes(task)) fail(`There is no task "${task}". These exist: ${tasks.join(', ')}.`)

if (isOld(process.versions.node)) await underRecentNode()
else {
  await install()
  await run(process.execPath, [
    '--conditions=react-server',
    '--import',
    'tsx',
    path.join('dev', 'tasks', `${task}.ts`),
    ...args,
  ])
}

function isOld(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < 22 || (major === 22 && minor < 12)
}

async function underRecentNode() {
  if (process.env.PORTICO_NODE)
    fail('Portico needs Node 22.12 or newer. Install Node 24 from https://nodejs.org and try again.')
  console.log(
    `Node ${process.versions.node} is too old for Portico; fetching Node 24 from the npm registry for this run…`,
  )
  process.env.PORTICO_NODE = '1'
  // A shell is needed for npx on Windows, and shells split at spaces: quote.
  const script = path.join('dev', 'run.mjs')
  await run(
    'npx',
    ['--yes', '-p', 'node@24', 'node', script, task, ...args],
    'Node 24 could not be fetched. Install it from https://nodejs.org and try again.',
  )
}

async function install() {
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex')
  const mark = path.join('node_modules', '.portico-lock')
  if (!existsSync(mark) || readFileSync(mark, 'utf8') !== lock) {
    await withProgress('Installing packages', () => npm(['ci', '--no-audit', '--no-fund']))
    writeFileSync(mark, lock)
  }
  const generated = path.join('lib', 'generated', 'prisma', 'client.ts')
  const schema = path.join('prisma', 'schema.prisma')
  const stamp = createHash('sha256').update(readFileSync(schema)).digest('hex')
  const stampFile = path.join('node_modules', '.portico-schema')
  if (existsSync(generated) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  const prisma = spawnSync(process.execPath, [path.join('node_modules', 'prisma', 'build', 'index.js'), 'generate'], {
    encoding: 'utf8',
  })
  if (prisma.status !== 0) fail(`prisma generate failed:\n${prisma.stdout}${prisma.stderr}`)
  writeFileSync(stampFile, stamp)
}

function npm(parameters) {
  return new Promise((resolve) => {
    const child = spawn('npm', parameters, { stdio: ['ignore', 'pipe', 'pipe'], shell: isWindows })
    let output = ''
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (output += data))
    child.on('error', (error) => fail(`npm could not be started: ${error.message}`))
    child.on('close', (code) => {
      if (code !== 0) fail(`npm ${parameters[0]} failed:\n${output.slice(-4000)}`)
      resolve()
    })
  })
}

async function withProgress(what, work) {
  const start = Date.now()
  const seconds = () => Math.round((Date.now() - start) / 1000)
  console.log(`${what} (a minute or two the first time)…`)
  const timer = setInterval(() => console.log(`  … still at it after ${seconds()} s`), 10_000)
  await work()
  clearInterval(timer)
  console.log(`${what}: done in ${seconds()} s`)
}

/** Runs a child in our place: its output, its signals, its exit code. */
async function run(command, parameters, failed) {
  const quoted = isWindows && command === 'npx'
  const child = spawn(command, parameters, { stdio: 'inherit', shell: quoted })
  // Ctrl-C reaches the child by itself (same terminal); we only wait for it. Other signals are passed on.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  const code = await new Promise((resolve) => {
    child.on('error', (error) => fail(failed ?? `${command} could not be started: ${error.message}`))
    child.on('close', (status, signal) => resolve(status ?? (signal ? 1 : 0)))
  })
  process.exit(code)
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
