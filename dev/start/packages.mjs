import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Installs packages that do not match the lock file, and generates the database client when the schema changed.
 *
 * @param {{ withDevelopment: boolean }} options whether development packages are needed
 */
export async function requirePackages({ withDevelopment }) {
  // With NODE_ENV=production in the shell, npm would omit development packages.
  const include = withDevelopment ? ['--include=dev'] : []
  if (!areInstalled(withDevelopment)) {
    await withProgress('Installing packages', () => npm(['ci', '--no-audit', '--no-fund', ...include]))
  }
  generateClient()
}

/** Compares the lock file with npm's record of installed packages. */
function areInstalled(withDevelopment) {
  const record = path.join('node_modules', '.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages
  const present = JSON.parse(readFileSync(record, 'utf8')).packages
  return Object.entries(wanted).every(([place, { version, optional, dev, devOptional }]) => {
    // Optional packages are platform-specific, and '' is the project itself.
    if (place === '' || optional || ((dev || devOptional) && !withDevelopment)) return true
    return present[place]?.version === version
  })
}

function generateClient() {
  const folder = path.join('prisma', 'schema')
  const hash = createHash('sha256')
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(path.join(folder, name)))
  const schema = hash.digest('hex')
  const mark = path.join('node_modules', '.prisma-client-schema')
  const isMade = existsSync(path.join('lib', 'generated', 'prisma', 'client.ts'))
  if (isMade && existsSync(mark) && readFileSync(mark, 'utf8') === schema) return
  const prisma = path.join('node_modules', 'prisma', 'build', 'index.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [prisma, 'generate'], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`prisma generate failed:\n${stdout}${stderr}`)
  writeFileSync(mark, schema)
}

function npm(args) {
  return new Promise((resolve, reject) => {
    // On Windows npm is a script that needs a shell.
    const child = spawn('npm', args, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' })
    let output = ''
    child.stdout.on('data', (data) => (output += data))
    child.stderr.on('data', (data) => (output += data))
    child.on('error', (error) => reject(new Error(`npm could not be started: ${error.message}`)))
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`npm ${args[0]} failed:\n${output.slice(-4000)}`))
    })
  })
}

async function withProgress(what, work) {
  const start = Date.now()
  const seconds = () => Math.round((Date.now() - start) / 1000)
  console.error(`${what} (this can take a few minutes the first time)…`)
  const timer = setInterval(() => console.error(`  … still running after ${seconds()} s`), 10_000)
  try {
    await work()
  } finally {
    clearInterval(timer)
  }
  console.error(`${what}: done in ${seconds()} s`)
}
