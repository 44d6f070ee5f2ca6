import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { vi } from 'vitest'
import { standIn } from './shop'

// A proxy between the product's SDK and the stand-in that can hold, drop, or change responses. Import this file before any
// product code runs.

// A scenario makes many sequential requests, which take time on a busy machine.
vi.setConfig({ testTimeout: 240_000 })

type Answer = { status: number; headers: Record<string, string>; body: string }
type Rule = {
  method: string
  path: RegExp
  times: number
  /** Runs before the request reaches the stand-in. */
  beforehand?: () => Promise<void>
  /** Responds instead of the stand-in. */
  instead?: () => Answer
  /** Maps the stand-in's response to the one the product gets. Null drops the connection. */
  afterwards?: (response: Answer) => Answer | null | Promise<Answer | null>
}

export type Held = { arrived: Promise<void>; release: () => void }
export type Exchange = { method: string; path: string; idempotencyKey: string | undefined; body: string }

let rules: Rule[] = []
let exchanges: Exchange[] = []
/** Called before the stand-in gets a request and again before its response is sent. If it throws, the connection is dropped. */
let watcher: (at: 'before' | 'after') => void = () => undefined

const server = createServer((incoming, outgoing) => {
  pass(incoming, outgoing).catch(() => outgoing.destroy())
})
server.keepAliveTimeout = 60_000
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
process.env.STRIPE_API_BASE = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = await textOf(incoming)
  const { method = 'GET', url = '/' } = incoming
  const path = url.split('?')[0] ?? ''
  const key = incoming.headers['idempotency-key']
  exchanges.push({ method, path, idempotencyKey: typeof key === 'string' ? key : undefined, body })
  const rule = rules.find((one) => one.times > 0 && one.method === method && one.path.test(path))
  if (rule) rule.times--
  let response: Answer | null
  try {
    watcher('before')
    await rule?.beforehand?.()
    response = rule?.instead ? rule.instead() : await forward(incoming, body)
    if (rule?.afterwards) response = await rule.afterwards(response)
    watcher('after')
  } catch {
    response = failure(500)
  }
  if (!response) {
    outgoing.destroy()
    return
  }
  outgoing.writeHead(response.status, response.headers)
  outgoing.end(response.body)
}

function forward({ method, url, headers }: IncomingMessage, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const onward = request(`${standIn.url}${url}`, { method, headers }, async (response) => {
      const { 'content-length': _, 'transfer-encoding': __, connection: ___, ...kept } = response.headers
      const body = await textOf(response)
      resolve({ status: response.statusCode ?? 0, headers: kept as Record<string, string>, body })
    })
    onward.on('error', reject)
    onward.end(body)
  })
}

async function textOf(stream: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of stream) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

/** A Stripe error response. The SDK is told not to retry, which would only take time. */
function failure(status: number, error: object = { type: 'api_error', message: 'Simulated error.' }): Answer {
  const headers = { 'content-type': 'application/json', 'stripe-should-retry': 'false', 'request-id': 'req_wire' }
  return { status, headers, body: JSON.stringify({ error }) }
}

const add = (method: string, path: RegExp, times: number, more: Partial<Rule>) =>
  rules.push({ method, path, times, ...more })

/** Holds a response after the stand-in has created it, so that the product receives outdated data. */
export function hold(method: string, path: RegExp): Held {
  let release = () => undefined as unknown
  const released = new Promise<void>((resolve) => {
    release = resolve as () => unknown
  })
  const arrived = new Promise<void>((resolve) => {
    const afterwards = async (response: Answer) => {
      resolve()
      await released
      return response
    }
    add(method, path, 1, { afterwards })
  })
  return { arrived, release: () => release() }
}

/** Holds a request before it reaches the stand-in, so that a later one overtakes it. */
export function delay(method: string, path: RegExp): Held {
  let release = () => undefined as unknown
  const released = new Promise<void>((resolve) => {
    release = resolve as () => unknown
  })
  const arrived = new Promise<void>((resolve) => {
    const beforehand = () => {
      resolve()
      return released
    }
    add(method, path, 1, { beforehand })
  })
  return { arrived, release: () => release() }
}

/** The stand-in runs the request, but the response is lost. Three times exhausts the SDK's retries. */
export function lose(method: string, path: RegExp, times = 3): void {
  add(method, path, times, { afterwards: () => null })
}

/** Responds instead of the stand-in. */
export function refuse(method: string, path: RegExp, status: number, error?: object, times = 1): void {
  add(method, path, times, { instead: () => failure(status, error) })
}

/** Changes the body of a response. */
// biome-ignore lint/suspicious/noExplicitAny: callers know the shape of the response.
export function alter(method: string, path: RegExp, change: (body: any) => unknown, times = 1): void {
  add(method, path, times, {
    afterwards: (response) => ({ ...response, body: JSON.stringify(change(JSON.parse(response.body))) }),
  })
}

/** Removes all rules. */
export function resetWire(): void {
  rules = []
  watcher = () => undefined
}

export function watch(next: typeof watcher): void {
  watcher = next
}

/** The product's requests while work runs, including retries. */
export async function exchangesDuring(work: () => Promise<unknown>): Promise<Exchange[]> {
  exchanges = []
  await work()
  return exchanges
}

export async function closeWire(): Promise<void> {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await standIn.close()
}
