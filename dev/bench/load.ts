import { connect } from 'node:net'

/** The number of requests sent and the time they took. */
export type Load = { requests: number; seconds: number }

/**
 * Keeps every connection busy with one request at a time. Writes to the socket directly, because a heavier client would
 * use as much CPU time as the server.
 *
 * @param port on 127.0.0.1
 * @param status the required status of every response; throws for any other
 * @param ms the duration in milliseconds
 * @param next returns the next HTTP/1.1 request
 * @param connections the number of concurrent connections
 */
export async function load(
  port: number,
  status: number,
  ms: number,
  next: () => Buffer,
  connections = 8,
): Promise<Load> {
  const startedAt = performance.now()
  let requests = 0
  const take = () => {
    if (performance.now() - startedAt >= ms) return null
    requests++
    return next()
  }
  await Promise.all(Array.from({ length: connections }, () => talk(port, status, take)))
  return { requests, seconds: (performance.now() - startedAt) / 1000 }
}

function talk(port: number, status: number, take: () => Buffer | null): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1').setNoDelay(true)
    const send = () => {
      const request = take()
      if (request) socket.write(request)
      else socket.destroy()
    }
    let response = new Response(status)
    socket.on('connect', send).on('error', reject)
    socket.on('close', () => (response.isBegun ? reject(new Error('the server closed a connection')) : resolve()))
    socket.on('data', (part) => {
      try {
        if (!response.take(part)) return
      } catch (error) {
        reject(error)
        socket.destroy()
      }
      response = new Response(status)
      send()
    })
  })
}

const lastChunk = Buffer.from('\r\n0\r\n\r\n')

/** Parses just enough HTTP to detect the end of a response. */
class Response {
  isBegun = false
  private left: number | null = null
  private tail = Buffer.alloc(0)

  constructor(private readonly status: number) {}

  /** Adds a chunk. Returns true when the response is complete. */
  take(part: Buffer): boolean {
    const body = this.isBegun ? part : this.readHead(part)
    if (this.left !== null) {
      this.left -= body.length
      return this.left <= 0
    }
    this.tail = Buffer.concat([this.tail, body]).subarray(-lastChunk.length)
    return this.tail.equals(lastChunk)
  }

  /** Both servers send all headers in one packet. */
  private readHead(part: Buffer): Buffer {
    const end = part.indexOf('\r\n\r\n')
    const head = part.toString('latin1', 0, end)
    if (!head.startsWith(`HTTP/1.1 ${this.status} `)) throw new Error(`not ${this.status}: ${head}`)
    const length = /^content-length: (\d+)/im.exec(head)?.[1]
    this.isBegun = true
    this.left = length === undefined ? null : Number(length)
    // The last chunk of an empty body follows the headers directly.
    return part.subarray(length === undefined ? end + 2 : end + 4)
  }
}

export function median(figures: number[]): number {
  return [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0
}
