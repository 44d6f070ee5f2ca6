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

describe('a body of 30 MB', () => {
  it('probe', async () => {
    const form = 'multipart/form-data; boundary=x'
    const head = await signInForm()
    const action = /\$ACTION_ID_([0-9a-f]+)|"id":"([0-9a-f]+)"/.exec(head)
    const id = action?.[1] ?? action?.[2] ?? ''
    const results: Record<string, unknown> = {}
    results.auth = await post('/api/auth/callback/credentials', { 'content-type': 'application/x-www-form-urlencoded' })
    results.authSignout = await post('/api/auth/signout', { 'content-type': 'application/json' })
    results.mpa = await post('/sign-in', { 'content-type': form }, head)
    results.mpaOther = await post('/pricing', { 'content-type': form }, field('a', '').trimEnd())
    results.fetchMultipart = await post(
      '/sign-in',
      { 'content-type': form, 'next-action': id },
      field('1_email', '').trimEnd(),
    )
    results.fetchText = await post('/sign-in', { 'content-type': 'text/plain', 'next-action': id })
    results.urlencoded = await post('/sign-in', {
      'content-type': 'application/x-www-form-urlencoded',
      'next-action': id,
    })
    results.urlencodedNo = await post('/sign-in', { 'content-type': 'application/x-www-form-urlencoded' })
    results.cron = await post('/api/cron/drain', { 'content-type': 'application/json' })
    results.webhook = await post('/api/stripe/webhook', { 'content-type': 'application/json' })
    results.health = await post('/api/health', { 'content-type': 'application/json' })
    results.ret = await post('/account/portal_returned', { 'content-type': form })
    console.log(JSON.stringify({ id, head: head.slice(0, 300) }), JSON.stringify(results, null, 1))
  })
})
