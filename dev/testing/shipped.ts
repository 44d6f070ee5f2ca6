import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, type Dirent, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buildFolder } from '../start/places'

// The production build is made from a copy of the tree without dev and e2e: that the product needs neither is proved
// each time. The copy stands inside the project, so that its packages are found where they are.

const left = new Set(['dev', 'e2e', 'docs', 'node_modules', 'package-lock.json', 'test-results', 'next-env.d.ts'])
const mark = path.join(buildFolder, '.built-from')

/** Whether the production build is of the sources as they are now. */
export function isBuilt(): boolean {
  return existsSync(mark) && readFileSync(mark, 'utf8') === fingerprint()
}

/** Makes the production build with `npm run build`; answers whether it worked. */
export async function buildShipped(): Promise<boolean> {
  const sources = fingerprint()
  rmSync(mark, { force: true })
  copySources()
  if (!(await npmRunBuild())) return false
  writeFileSync(mark, sources)
  return true
}

function copySources(): void {
  mkdirSync(buildFolder, { recursive: true })
  // What an earlier build left in .next is a cache, and makes this one faster.
  for (const name of readdirSync(buildFolder)) {
    if (name !== '.next') rmSync(path.join(buildFolder, name), { recursive: true })
  }
  for (const { name } of shippedEntries()) cpSync(name, path.join(buildFolder, name), { recursive: true })
}

function fingerprint(): string {
  const hash = createHash('sha256').update(readFileSync('package-lock.json'))
  for (const file of shippedEntries().flatMap(filesOf).sort()) {
    hash.update(file).update('\0').update(readFileSync(file))
  }
  return hash.digest('hex')
}

function shippedEntries(): Dirent[] {
  return readdirSync('.', { withFileTypes: true }).filter(
    ({ name }) => !(name.startsWith('.') || left.has(name) || name.endsWith('.tsbuildinfo')),
  )
}

function filesOf(entry: Dirent): string[] {
  if (entry.isFile()) return [entry.name]
  // The database client is made from the schema, which is there too.
  const generated = path.join('lib', 'generated')
  return readdirSync(entry.name, { withFileTypes: true, recursive: true })
    .filter((inner) => inner.isFile() && !inner.parentPath.startsWith(generated))
    .map((inner) => path.join(inner.parentPath, inner.name))
}

function npmRunBuild(): Promise<boolean> {
  // As on a build machine, which has none of the variables yet.
  const env = withoutProductVariables({ ...process.env, NEXT_TELEMETRY_DISABLED: '1' })
  return new Promise((resolve) => {
    const isWindows = process.platform === 'win32'
    const child = spawn('npm', ['run', 'build'], { cwd: buildFolder, stdio: 'inherit', env, shell: isWindows })
    child.on('error', () => resolve(false)).on('close', (status) => resolve(status === 0))
  })
}

/** The environment without anything that configures the product. */
export function withoutProductVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const product =
    /^(DATABASE_URL|APP_URL|AUTH_(SECRET|URL|TRUST_HOST)|STRIPE_.*|SMTP_URL|MAIL_FROM|LOG_LEVEL|PORT|NODE_ENV|BILLING_SYNC|CRON_SECRET)$/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !product.test(name))) as NodeJS.ProcessEnv
}
