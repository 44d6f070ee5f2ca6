import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const advice = 'Install Node 24 from https://nodejs.org and try again.'
const remembered = path.join('.local', 'node')

/** Whether this Node can run the project: 22.12 or newer. */
export function isRecent(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 22 || (major === 22 && minor >= 12)
}

/**
 * The path of Node 24 from the npm registry, stored in npm's cache.
 *
 * @returns {string}
 * @throws Error with instructions if it cannot be downloaded
 */
export function recentNode() {
  if (existsSync(remembered)) {
    const file = readFileSync(remembered, 'utf8')
    if (existsSync(file)) return file
  }
  console.error(`Node ${process.versions.node} is too old for this project: downloading Node 24 from the npm registry…`)
  const file = fetchNode()
  mkdirSync('.local', { recursive: true })
  writeFileSync(remembered, file)
  return file
}

function fetchNode() {
  const isWindows = process.platform === 'win32'
  const args = ['--yes', '-p', 'node@24', 'node', '-p', 'process.execPath']
  // On Windows npx is a script that needs a shell. No argument needs quoting.
  const { status, stdout } = spawnSync('npx', args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: isWindows,
  })
  const file = (stdout || '').trim().split('\n').pop() || ''
  if (status !== 0 || !existsSync(file)) throw new Error(`Node 24 could not be downloaded. ${advice}`)
  const { stdout: version } = spawnSync(file, ['-p', 'process.versions.node'], { encoding: 'utf8' })
  if (!isRecent((version || '').trim())) throw new Error(`This project needs Node 22.12 or newer. ${advice}`)
  return file
}
