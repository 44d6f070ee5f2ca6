import { request } from 'node:http'
import { signatureOf } from 'stripe-stand-in'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { ensureDatabase } from '../postgres'
import { Database } from '../simulation/database'
import type { Booted } from '../simulation/processes'
import { stripeKeys } from '../start/stripe-keys'
import { appEnv, bootApp } from './app'

// Tests Next's request handling around the webhook handler in the production build over HTTP.

let database: Database
let app: Booted | undefined

beforeAll(async () => {
  const postgres = inject('postgres')
  const server = { url: (name: string) => `${postgres}${name}`, wasRunning: true, stop: () => {} }
  database = new Database(await ensureDatabase(server, 'production_webhook'))
  await database.prepare()
  app = await bootApp(appEnv(database.url, 'http://127.0.0.1:9'))
}, 240_000)

afterAll(async () => {
  app?.child.kill('SIGKILL')
  await database.pool.end()
})

const address = (path = '/api/stripe/webhook') => `http://127.0.0.1:${app?.port}${path}`

function eventOf(id: string, type: string, more: object = {}): string {
  const object = { id: 'prod_1', object: 'product', ...more }
  const created = Math.floor(Date.now() / 1000)
  return JSON.stringify({ id, object: 'event', api_version: null, created, livemode: false, type, data: { object } })
}

/** Posts a signed webhook. Not with fetch, which drops a Host header. */
function post(body: string, headers: Record<string, string> = {}, to = address()): Promise<{ status?: number }> {
  const signature = signatureOf(body, stripeKeys.webhookSecret, Math.floor(Date.now() / 1000))
  const own = { 'content-type': 'application/json; charset=utf-8', 'stripe-signature': signature, ...headers }
  return new Promise((resolve, reject) => {
    const sent = request(to, { method: 'POST', headers: own }, (response) => {
      response.resume()
      resolve({ status: response.statusCode })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const kept = async (id: string) => (await database.rows('SELECT * FROM "StripeEvent" WHERE "eventId" = $1', [id]))[0]

describe('the webhook in the production build', () => {
  it('S3-61 accepts Unicode byte for byte with any content type', async () => {
    const types = ['application/json; charset=utf-8', 'text/plain', 'application/x-www-form-urlencoded', '']
    for (const [index, type] of types.entries()) {
      const id = `evt_unicode_${index}`
      // Formatting that a JSON round trip would change: escapes, spaces and an emoji.
      const body = eventOf(id, 'product.updated', { description: 'Zoë — 日本 🎏' }).replace('{"id"', '{ \t"id"')
      expect([type, (await post(body, { 'content-type': type })).status]).toEqual([type, 200])
      expect(await kept(id)).toMatchObject({ state: 'ignored', type: 'product.updated' })
    }
  })

  it('S3-62 never responds with a redirect', async () => {
    const ways: Record<string, string>[] = [
      { host: 'www.example.com' },
      { 'x-forwarded-host': 'www.example.com', 'x-forwarded-proto': 'http' },
      { 'accept-language': 'de-DE,de;q=0.9' },
      { cookie: 'session.3000=nonsense; NEXT_LOCALE=de' },
    ]
    for (const [index, headers] of ways.entries()) {
      const response = await post(eventOf(`evt_way_${index}`, 'product.updated'), headers)
      expect([headers, response.status]).toEqual([headers, 200])
    }
    const slash = await post(eventOf('evt_slash', 'product.updated'), {}, address('/api/stripe/webhook/'))
    expect(slash.status).toBe(200)
  })

  it('S3-63 accepts only POST, rejects more than 1 MB, and stores an unknown type', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']) {
      expect([method, (await fetch(address(), { method, redirect: 'manual' })).status]).toEqual([method, 405])
    }
    const padding = 'x'.repeat(1_000_000)
    expect((await post(eventOf('evt_big', 'product.updated', { padding }))).status).toBe(413)
    expect(await kept('evt_big')).toBeUndefined()
    expect((await post(eventOf('evt_new', 'brand.new_thing'))).status).toBe(200)
    expect(await kept('evt_new')).toMatchObject({ type: 'brand.new_thing' })
    expect((await post(eventOf('evt_bad', 'product.updated'), { 'stripe-signature': 't=1,v1=00' })).status).toBe(400)
  })
})
