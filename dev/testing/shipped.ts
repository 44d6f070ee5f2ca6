import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, type Dirent, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { buildFolder } from '../start/places'

// Builds from a copy of the tree without dev and e2e, to prove that the product needs neither. The copy is inside the
// project so that it finds the installed packages.

const left = new Set(['dev', 'e2e', 'docs', 'node_modules', 'package-lock.json', 'test-results', 'next-env.d.ts'])
const mark = path.join(buildFolder, '.built-from')

/** Whether the production build matches the current sources. */
export function isBuilt(): boolean {
  return existsSync(mark) && readFileSync(mark, 'utf8') === fingerprint()
}

/** Creates the production build with `npm run build`. Returns whether it succeeded. */
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
  // Keeps .next from an earlier build as a cache.
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
  const generated = path.join('lib', 'generated')
  return readdirSync(entry.name, { withFileTypes: true, recursive: true })
    .filter((inner) => inner.isFile() && !inner.parentPath.startsWith(generated))
    .map((inner) => path.join(inner.parentPath, inner.name))
}

function npmRunBuild(): Promise<boolean> {
  // No variables are set, as on a build machine.
  const env = withoutProductVariables({ ...process.env, NEXT_TELEMETRY_DISABLED: '1' })
  return new Promise((resolve) => {
    const isWindows = process.platform === 'win32'
    const child = spawn('npm', ['run', 'build'], { cwd: buildFolder, stdio: 'inherit', env, shell: isWindows })
    child.on('error', () => resolve(false)).on('close', (status) => resolve(status === 0))
  })
}

/** The environment without product configuration. */
export function withoutProductVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const product =
    /^(DATABASE_URL|APP_URL|AUTH_(SECRET|URL|TRUST_HOST)|STRIPE_.*|SMTP_URL|MAIL_FROM|LOG_LEVEL|PORT|NODE_ENV|BILLING_SYNC|CRON_SECRET|TRUSTED_PROXIES|HSTS_INCLUDE_SUBDOMAINS)$/
  return Object.fromEntries(Object.entries(env).filter(([name]) => !product.test(name))) as NodeJS.ProcessEnv
}
