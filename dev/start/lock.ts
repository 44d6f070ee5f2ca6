import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { untilFree } from '../ports'

// A lock that cannot go stale: its holder answers on a port with the word that is in the file. After kill -9 nobody
// answers, and it does not matter if another process has the same number by then. Libraries such as proper-lockfile judge
// by the age of the file instead: a start after kill -9 would have to wait, and a laptop that slept would lose its lock.

export type Facts = { appPort?: number; appUrl?: string; env?: Record<string, string> }
type Content = Facts & { pid: number; port: number; word: string }

export type Lock = {
  /** Writes down what others may want to know of the running one. */
  note: (facts: Facts) => void
  release: () => void
}

/**
 * Takes a lock for this process.
 *
 * @param file where the lock is written
 * @param what the command that holds it, for the message
 * @throws Error that says who holds it, when somebody does
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

/** What the running holder of a lock wrote down; null when nobody holds it. */
export async function readRunning(file: string): Promise<(Facts & { pid: number }) | null> {
  const content = parse(file)
  return content && (await answers(content)) ? content : null
}

async function write(file: string, what: string, content: Content): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true })
  const old = parse(file)
  if (old && (await answers(old))) {
    const where = old.appUrl ? ` at ${old.appUrl}` : ''
    throw new Error(
      `${what} is already running in this folder${where} (process ${old.pid}). Stop it with Ctrl-C where it runs, or with: kill ${old.pid}`,
    )
  }
  // The last one was killed: what it started is about to notice, and gives its port back.
  if (old?.appPort) await untilFree(old.appPort, 8_000)
  rmSync(file, { force: true })
  // Of two that start at the same moment, one fails here.
  writeFileSync(file, JSON.stringify(content), { flag: 'wx', mode: 0o600 })
}

function parse(file: string): Content | null {
  if (!existsSync(file)) return null
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Content
  } catch {
    // Half written by a process that was killed meanwhile: it holds nothing.
    return null
  }
}

function answers({ port, word }: Content): Promise<boolean> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = net.connect(port, '127.0.0.1')
    socket.setTimeout(2_000, () => socket.destroy())
    socket.on('data', (data) => {
      heard += data
    })
    // A destroyed socket closes too, so this always comes.
    socket.on('error', () => {}).on('close', () => resolve(heard === word))
  })
}
