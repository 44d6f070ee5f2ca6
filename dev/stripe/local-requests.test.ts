import { type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StandIn, startStandIn } from './server'

let standIn: StandIn
let own: string

beforeAll(async () => {
  standIn = await startStandIn()
  own = new URL(standIn.url).host
})
afterAll(() => standIn.close())

type Sent = { method?: string; path: string; headers?: Record<string, string>; body?: string }

/** Sends exactly these headers, which `fetch` would not allow. */
async function send({ method = 'GET', path, headers = {}, body }: Sent) {
  const { port } = new URL(standIn.url)
  const options = { host: '127.0.0.1', port, method, path, headers: { host: own, ...headers } }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(options, resolve).on('error', reject).end(body)
  })
  let text = ''
  for await (const part of response) text += part
  return { status: response.statusCode, headers: response.headers, text }
}

const json = { 'content-type': 'application/json' }
const key = { authorization: 'Bearer sk_test_1' }
const routes: Sent[] = [
  { path: '/' },
  { path: '/assets/pages.css' },
  { path: '/nowhere' },
  { path: '/_control/calls' },
  { path: '/_control/reset', method: 'POST', headers: json, body: '{}' },
  { path: '/v1/customers', headers: key },
  { path: '/v1/customers', method: 'POST', headers: key },
  { path: '/panel/example', method: 'POST' },
  { path: '/p/session/x/subscriptions/sub_x/cancel', method: 'POST' },
]
const customers = () => standIn.ctx.store.all('customer').length
const nameOf = ({ method = 'GET', path }: Sent) => `${method} ${path}`

describe('the host', () => {
  it.each(routes.map((route) => [nameOf(route), route] as const))(
    'of another site is rejected at %s',
    async (_, route) => {
      const before = customers()
      // With DNS rebinding, the other site's name points to this machine, so the browser sees one origin.
      const rebound = {
        host: 'evil.example:12111',
        origin: 'http://evil.example:12111',
        'sec-fetch-site': 'same-origin',
      }
      const { status, text } = await send({ ...route, headers: { ...route.headers, ...rebound } })
      expect([status, text.includes('Use localhost, 127.0.0.1, or [::1]')]).toEqual([403, true])
      expect(customers()).toBe(before)
    },
  )

  it.each([
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example:80',
    'evil.localhost',
    '127.0.0.1@evil.example',
    '127.0.0.2',
    '0.0.0.0',
    '::1',
    'localhost.',
    'localhost:80:80',
  ])('%j is rejected', async (host) => {
    expect((await send({ path: '/', headers: { host } })).status).toBe(403)
  })

  it.each(['GET / HTTP/1.0\r\n\r\n', 'GET / HTTP/1.1\r\nHost:\r\n\r\n'])('cannot be missing: %j', async (head) => {
    const socket = connect(Number(new URL(standIn.url).port), '127.0.0.1').setEncoding('utf8')
    socket.write(head)
    let text = ''
    for await (const part of socket) text += part
    expect(text).toMatch(/^HTTP\/1.1 403 /)
  })

  it.each(['localhost', 'LOCALHOST:3000', '127.0.0.1', '127.0.0.1:9', '[::1]', '[::1]:12111'])(
    '%s is accepted',
    async (host) => {
      expect((await send({ path: '/', headers: { host } })).status).toBe(200)
    },
  )
})

describe('a page on another site', () => {
  const foreign: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ]
  const cases = foreign.flatMap((headers) => routes.map((route) => [nameOf(route), headers, route] as const))

  it.each(cases)('cannot send %s with %j', async (_, headers, route) => {
    const before = customers()
    const { status, text, headers: answered } = await send({ ...route, headers: { ...route.headers, ...headers } })
    expect([status, text.includes('another site')]).toEqual([403, true])
    expect(answered['access-control-allow-origin']).toBeUndefined()
    expect(customers()).toBe(before)
  })

  it('is denied permission in advance', async () => {
    const asked = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    const { status, headers } = await send({ method: 'OPTIONS', path: '/_control/reset', headers: asked })
    expect([status, headers['access-control-allow-origin']]).toEqual([403, undefined])
  })

  it('can link to a page but not frame it', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect((await send({ path: '/', headers: link })).status).toBe(200)
    for (const dest of ['iframe', 'object', 'embed'])
      expect((await send({ path: '/', headers: { ...link, 'sec-fetch-dest': dest } })).status).toBe(403)
    expect((await send({ path: '/panel/example', method: 'POST', headers: link })).status).toBe(403)
  })
})

describe('the stand-in’s own page', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]'])('can submit its forms at %s', async (name) => {
    const host = `${name}:${new URL(standIn.url).port}`
    const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }
    expect((await send({ path: '/panel/example', method: 'POST', headers })).status).toBe(303)
  })

  it('cannot submit a form from one of its addresses to another', async () => {
    const { port } = new URL(standIn.url)
    const headers = { host: `127.0.0.1:${port}`, origin: `http://localhost:${port}` }
    expect((await send({ path: '/panel/example', method: 'POST', headers })).status).toBe(403)
  })
})

describe('a control', () => {
  it.each([
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'text/plain; application/json',
  ])('rejects content type %s', async (type) => {
    const headers: Record<string, string> = type ? { 'content-type': type } : {}
    const { status, text } = await send({ path: '/_control/reset', method: 'POST', headers })
    expect([status, JSON.parse(text).error]).toEqual([415, 'Send this with the header Content-Type: application/json.'])
  })

  it('accepts JSON with a charset', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' }
    expect((await send({ path: '/_control/reset', method: 'POST', headers, body: '{}' })).status).toBe(200)
  })
})

describe('a rejection', () => {
  const host = 'evil.example'
  it('uses the route’s format', async () => {
    const api = await send({ path: '/v1/customers', headers: { ...key, host } })
    expect(JSON.parse(api.text).error).toMatchObject({
      type: 'invalid_request_error',
      message: expect.stringContaining(host),
    })
    const control = await send({ path: '/_control/calls', headers: { host } })
    expect(JSON.parse(control.text).error).toContain('evil.example')
    const page = await send({ path: '/', headers: { host: '<b>.example' } })
    expect(page.headers['content-type']).toMatch(/^text\/plain/)
    expect(page.headers['x-content-type-options']).toBe('nosniff')
  })
})
