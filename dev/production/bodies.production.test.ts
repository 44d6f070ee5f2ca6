import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ensureDatabase } from '../postgres'
import { Database } from '../simulation/database'
import type { Booted } from '../simulation/processes'
import { appEnv, bootApp } from './app'

// Sends bodies that are far too large to every kind of route of the production build.

let database: Database
let app: Booted | undefined

beforeAll(async () => {
  const postgres = inject('postgres')
  const server = { url: (name: string) => `${postgres}${name}`, wasRunning: true, stop: () => {} }
  database = new Database(await ensureDatabase(server, 'production_bodies'))
  await database.prepare()
  app = await bootApp({ ...appEnv(database.url, 'http://127.0.0.1:9'), CRON_SECRET: 'a secret for the tests' })
}, 240_000)

afterAll(async () => {
  app?.child.kill('SIGKILL')
  await database.pool.end()
})

const megabyte = 'x'.repeat(1_000_000)
const address = (path: string) => `http://127.0.0.1:${app?.port}${path}`
const origin = 'http://localhost:3000'

/** A body that is read slowly enough to see whether the server takes all of it. */
function bigBody(megabytes: number, head = '') {
  const taken = { bytes: 0 }
  const parts = [head, ...Array.from({ length: megabytes }, () => megabyte)]
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const part = parts.shift()
      if (part === undefined) return controller.close()
      taken.bytes += part.length
      controller.enqueue(new TextEncoder().encode(part))
    },
  })
  return { taken, stream }
}

async function post(path: string, headers: Record<string, string>, head = '') {
  const { taken, stream } = bigBody(30, head)
  const init = { method: 'POST', headers: { origin, ...headers }, body: stream, duplex: 'half', redirect: 'manual' }
  const status = await fetch(address(path), init as RequestInit).then(
    async (response) => {
      await response.arrayBuffer()
      return response.status
    },
    // The server closed the connection before it read the body.
    () => 'closed' as const,
  )
  return { status, megabytes: taken.bytes / 1_000_000 }
}

const field = (name: string, value: string) =>
  `--x\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`

/** The start of what a browser without JavaScript sends for the sign-in form: the action's own fields. */
async function signInForm(): Promise<string> {
  const page = await (await fetch(address('/sign-in'))).text()
  const hidden = [...page.matchAll(/<input type="hidden" name="(\$ACTION[^"]*)"(?: value="([^"]*)")?/g)]
  const fields = hidden.map(([, name = '', value = '']) => field(name, value.replaceAll('&quot;', '"')))
  expect(fields.length).toBeGreaterThan(0)
  return [...fields, field('email', 'ada@example.com'), field('password', '').trimEnd(), '\r\n\r\n'].join('')
}

const form = 'multipart/form-data; boundary=x'
const text = 'text/plain;charset=UTF-8'
const urlencoded = 'application/x-www-form-urlencoded'
const json = 'application/json'

/** Large enough for what the sockets between the two processes hold. */
const unreadMegabytesMax = 10

describe('a body of 30 MB', () => {
  it('is not read by a server action, with or without JavaScript', async () => {
    const head = await signInForm()
    const id = /"id":"([0-9a-f]+)"/.exec(head)?.[1] ?? ''
    expect(id).not.toBe('')
    const start = field('1_email', '').trimEnd()
    const sent = [
      await post('/sign-in', { 'content-type': form }, head),
      await post('/sign-in', { 'content-type': form, 'next-action': id }, start),
      await post('/sign-in', { 'content-type': text, 'next-action': id }),
      await post('/sign-in', { 'content-type': urlencoded, 'next-action': id }),
    ]
    console.log(JSON.stringify(sent))
    for (const { status, megabytes } of sent) {
      expect(status === 'closed' || status >= 400).toBe(true)
      expect(megabytes).toBeLessThan(unreadMegabytesMax)
    }
    // The server goes on.
    expect((await fetch(address('/sign-in'))).status).toBe(200)
  })

  it.each([
    ['/api/auth/callback/credentials', urlencoded, 404],
    ['/api/auth/signout', json, 404],
    ['/api/auth/session', json, 404],
    ['/api/stripe/webhook', json, 413],
    ['/api/cron/drain', json, 401],
    ['/api/cron/reconcile', json, 401],
    ['/api/health', json, 405],
    ['/account/portal_returned', form, 405],
  ])('is not read by %s', async (path, type, expected) => {
    const { status, megabytes } = await post(path, { 'content-type': type })
    console.log(path, status, megabytes)
    expect(status).toBe(expected)
    expect(megabytes).toBeLessThan(unreadMegabytesMax)
  })
})
