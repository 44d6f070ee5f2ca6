import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { StateFileError } from './state-file'

/**
 * Locks a state file for this process. Two stand-ins writing the same journal would lose each other's changes. The lock
 * is a local socket that the process listens on. The operating system releases it when the process ends, even after
 * `kill -9`, so no cleanup is needed.
 * @returns a function that releases the lock
 * @throws StateFileError if another stand-in uses the file, or its folder does not exist
 */
export async function claimStateFile(file: string): Promise<() => Promise<void>> {
  const address = addressOf(file)
  if (await isAnswered(address)) {
    throw new StateFileError(`${file} is in use by another stand-in. Stop it or choose a different file.`)
  }
  // A killed process leaves its socket file behind, but no process listens on it.
  if (process.platform !== 'win32') rmSync(address, { force: true })
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(address, resolve))
  server.unref()
  return () => new Promise((resolve) => server.close(() => resolve()))
}

/** A short name for the file's full path, because socket paths are limited to about a hundred characters. */
function addressOf(file: string): string {
  const name = createHash('sha256')
    .update(path.join(folderOf(file), path.basename(file)))
    .digest('hex')
    .slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\stripe-stand-in-${name}`
  const folder = path.join(tmpdir(), `stripe-stand-in-${userInfo().uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return path.join(folder, name)
}

function folderOf(file: string): string {
  const folder = path.dirname(path.resolve(file))
  try {
    return realpathSync(folder)
  } catch {
    throw new StateFileError(`The folder of ${file} does not exist.`)
  }
}

function isAnswered(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address)
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('close', () => socket.destroy())
  })
}
