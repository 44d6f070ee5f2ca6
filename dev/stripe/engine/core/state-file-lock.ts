import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import path from 'node:path'
import { StateFileError } from './state-file'

/**
 * Claims a state file for this process: two stand-ins that write one journal would each lose what the other was told.
 *
 * The claim is a local socket that the process listens on. The system takes it back however the process ends, also by
 * `kill -9`, so that no claim of a dead process has to be cleared away by hand.
 *
 * @returns what gives the file back
 * @throws StateFileError when another stand-in has it, or its folder does not exist
 */
export async function claimStateFile(file: string): Promise<() => Promise<void>> {
  const address = addressOf(file)
  if (await isAnswered(address)) {
    throw new StateFileError(`${file} is in use by another stand-in. Stop that one, or name another file.`)
  }
  // What a killed process leaves on disk answers nobody.
  if (process.platform !== 'win32') rmSync(address, { force: true })
  const server = createServer((socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(address, resolve))
  server.unref()
  return () => new Promise((resolve) => server.close(() => resolve()))
}

/** A short name for the file's full one: the addresses of sockets may have about a hundred characters. */
function addressOf(file: string): string {
  const name = createHash('sha256')
    .update(path.join(folderOf(file), path.basename(file)))
    .digest('hex')
    .slice(0, 24)
  if (process.platform === 'win32') return `\\\\.\\pipe\\stripe-stand-in-${name}`
  // For each user one of their own: on a shared machine another's cannot be written to.
  const folder = path.join(tmpdir(), `stripe-stand-in-${userInfo().uid}`)
  mkdirSync(folder, { recursive: true })
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
