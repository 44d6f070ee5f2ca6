import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { untilFree } from '../ports'

// The holder responds on a port with the token from the lock file, so a lock ends with its process even after kill -9 or
// a reused process ID. Libraries such as proper-lockfile use the file's age: a start after kill -9 would have to wait, and
// a suspended laptop would lose its lock.

export type Facts = { appPort?: number; appUrl?: string; env?: Record<string, string> }
type Content = Facts & { pid: number; port: number; word: string }

export type Lock = {
  /** Stores information that other processes can read. */
  note: (facts: Facts) => void
  release: () => void
}

/**
 * Acquires a lock for this process.
 *
 * @param file path of the lock file
 * @param what the command that holds it, for the error message
 * @throws Error that names the current holder
 */
export async function takeLock(file: string, what: string): Promise<Lock> {
  const word = randomUUID()
  const server = net.createServer((socket) => socket.on('error', () => socket.destroy()).end(word))
  const port = await new Promise<number>((resolve, reject) => {
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port))
  })
  server.unref()
  const content: Content = { pid: process.pid, port, word }
  try {
    await write(file, what, content)
  } catch (error) {
    server.close()
    throw error
  }
  return {
    note: (facts) => {
      writeFileSync(`${file}.new`, JSON.stringify({ ...content, ...facts }), { mode: 0o600 })
      renameSync(`${file}.new`, file)
    },
    release: () => {
      server.close()
      if (parse(file)?.word === word) rmSync(file)
    },
  }
}

/** The information stored by the current holder, or null if the lock is free. */
export async function readRunning(file: string): Promise<(Facts & { pid: number }) | null> {
  const content = parse(file)
  return content && (await responses(content)) ? content : null
}

async function write(file: string, what: string, content: Content): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true })
  const old = parse(file)
  if (old && (await responses(old))) {
    const where = old.appUrl ? ` at ${old.appUrl}` : ''
    throw new Error(
      `${what} is already running in this folder${where} (process ${old.pid}). Press Ctrl-C in its terminal, or run: kill ${old.pid}`,
    )
  }
  // The last holder was killed. Its children are about to stop and release its port.
  if (old?.appPort) await untilFree(old.appPort, 8_000)
  rmSync(file, { force: true })
  // Of two concurrent starts, one fails here.
  writeFileSync(file, JSON.stringify(content), { flag: 'wx', mode: 0o600 })
}

function parse(file: string): Content | null {
  if (!existsSync(file)) return null
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Content
  } catch {
    // A file from a process that was killed while writing. It holds no lock.
    return null
  }
}

function responses({ port, word }: Content): Promise<boolean> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = net.connect(port, '127.0.0.1')
    socket.setTimeout(2_000, () => socket.destroy())
    socket.on('data', (data) => {
      heard += data
    })
    socket.on('error', () => {}).on('close', () => resolve(heard === word))
  })
}
