import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ensureDatabase } from '../postgres'
import { Database } from '../simulation/database'
import type { Booted } from '../simulation/processes'
import { appEnv, bootApp } from './app'

// Sends bodies that are far too large to each kind of route in the production build.

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

const address = (path: string) => `http://127.0.0.1:${app?.port}${path}`
const origin = 'http://localhost:3000'

/**
 * Posts 2 MB and never the rest. A route that reads the whole body would never respond.
 *
 * @param head the start of the body
 */
async function post(path: string, headers: Record<string, string>, head = ''): Promise<number> {
  const stop = new AbortController()
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(head + 'x'.repeat(2_000_000)))
    },
  })
  const init = { method: 'POST', headers: { origin, ...headers }, body, duplex: 'half', redirect: 'manual' }
  const { status } = await fetch(address(path), { ...init, signal: stop.signal } as RequestInit)
  stop.abort()
  return status
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

describe('a body that is far too large', () => {
  it('is not read in full by a server action, with or without JavaScript', async () => {
    const head = await signInForm()
    const id = /"id":"([0-9a-f]+)"/.exec(head)?.[1] ?? ''
    expect(id).not.toBe('')
    // Next.js responds with 500 if an action's body is over the limit.
    expect(await post('/sign-in', { 'content-type': form }, head)).toBe(500)
    expect(await post('/sign-in', { 'content-type': form, 'next-action': id }, field('a', '').trimEnd())).toBe(500)
    expect(await post('/sign-in', { 'content-type': text, 'next-action': id })).toBe(500)
    expect(await post('/sign-in', { 'content-type': urlencoded, 'next-action': id })).toBe(404)
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
  ])('is not read in full by %s', async (path, type, expected) => {
    expect(await post(path, { 'content-type': type })).toBe(expected)
  })
})
