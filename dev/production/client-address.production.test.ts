import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { limits } from '@/lib/rate-limit/limits'
import { ensureDatabase } from '../postgres'
import { Database } from '../simulation/database'
import type { Booted } from '../simulation/processes'
import { appEnv, bootApp } from './app'

// Next sets X-Forwarded-For to the connection's address, unless the client sent the header. These tests check which address the
// limits count.

let database: Database
let app: Booted

async function start(more: Record<string, string>): Promise<void> {
  app = await bootApp({ ...appEnv(database.url, 'http://127.0.0.1:9'), ...more })
}

beforeAll(async () => {
  const postgres = inject('postgres')
  const server = { url: (name: string) => `${postgres}${name}`, wasRunning: true, stop: () => {} }
  database = new Database(await ensureDatabase(server, 'production_client_address'))
  await database.prepare()
}, 240_000)
afterAll(() => database.pool.end())
beforeEach(async () => {
  await database.rows('DELETE FROM "RateLimit"')
})

/** Posts a wrong password as a browser without JavaScript would. Returns the message on the page. */
async function signIn(email: string, headers: Record<string, string> = {}): Promise<string | undefined> {
  const address = `http://127.0.0.1:${app.port}/sign-in`
  const body = new FormData()
  const page = await (await fetch(address)).text()
  for (const [, name = '', value = ''] of page.matchAll(
    /<input type="hidden" name="(\$ACTION[^"]*)"(?: value="([^"]*)")?/g,
  )) {
    body.append(name, value.replaceAll('&quot;', '"'))
  }
  body.append('email', email)
  body.append('password', 'wrong')
  const response = await fetch(address, {
    method: 'POST',
    body,
    headers: { ...headers, 'sec-fetch-site': 'same-origin' },
  })
  return /Incorrect email or password|Too many attempts/.exec(await response.text())?.[0]
}

const wrong = 'Incorrect email or password'
const tooMany = 'Too many attempts'

const counted = (by: string) =>
  database.rows<{ key: string; points: number }>('SELECT * FROM "RateLimit" WHERE "key" LIKE $1', [`signIn:${by}:%`])

describe('without trusted proxies', () => {
  beforeAll(() => start({}), 240_000)
  afterAll(() => {
    app.child.kill('SIGKILL')
  })

  it('ignores X-Forwarded-For', async () => {
    await signIn('a@example.com', { 'x-forwarded-for': '203.0.113.1' })
    await signIn('a@example.com', { 'x-forwarded-for': '203.0.113.2', 'x-peer-address': 'guess 203.0.113.3' })
    await signIn('a@example.com')
    // The connection comes from this machine. Private addresses are not counted, because they may be shared proxies.
    expect(await counted('address')).toEqual([])
    expect(await counted('account')).toMatchObject([{ points: 3 }])
  })

  it('rejects an account’s eleventh attempt, but does not affect other accounts', async () => {
    const [, { points }] = limits.signIn
    for (let failure = 0; failure < points; failure++) expect(await signIn('b@example.com')).toBe(wrong)
    expect(await signIn('b@example.com')).toBe(tooMany)
    expect(await signIn('c@example.com')).toBe(wrong)
  })
})

describe('behind one trusted proxy', () => {
  beforeAll(() => start({ TRUSTED_PROXIES: '1' }), 240_000)
  afterAll(() => {
    app.child.kill('SIGKILL')
  })

  it('counts the address that the proxy appended, no matter what the client put before it', async () => {
    for (let forged = 1; forged <= 3; forged++) {
      await signIn(`${forged}@example.com`, { 'x-forwarded-for': `192.0.2.${forged}, 203.0.113.9` })
    }
    expect(await counted('address')).toMatchObject([{ points: 3 }])
    await database.rows(`UPDATE "RateLimit" SET "points" = 100 WHERE "key" LIKE 'signIn:address:%'`)
    expect(await signIn('4@example.com', { 'x-forwarded-for': '192.0.2.4, 203.0.113.9' })).toBe(tooMany)
    expect(await signIn('4@example.com', { 'x-forwarded-for': '203.0.113.9, 203.0.113.10' })).toBe(wrong)
  })

  it('counts an IPv6 network as one client', async () => {
    for (const host of ['1', '2:3']) {
      await signIn(`${host.length}@example.org`, { 'x-forwarded-for': `2001:db8:0:5::${host}` })
    }
    expect(await counted('address')).toMatchObject([{ points: 2 }])
  })
})

describe('behind listed proxies', () => {
  beforeAll(() => start({ TRUSTED_PROXIES: '10.0.0.0/8, 2001:db8::/32' }), 240_000)
  afterAll(() => {
    app.child.kill('SIGKILL')
  })

  it('ignores the header if the connection does not come from one of them', async () => {
    await signIn('a@example.com', { 'x-forwarded-for': '203.0.113.9' })
    await signIn('a@example.com', { 'x-forwarded-for': '203.0.113.9, 10.0.0.2' })
    expect(await counted('address')).toEqual([])
    expect(await counted('account')).toMatchObject([{ points: 2 }])
  })
})
