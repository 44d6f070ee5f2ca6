import { type IncomingMessage, request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startChild, stopChild } from './child'
import { nextEnv } from './next'

// A server in a process with the environment of `next dev`. Like Next, it accepts every host.
const program = `
  import { createServer } from 'node:http'
  const server = createServer((_, response) => response.end('private'))
  server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: x\\r\\nConnection: Upgrade\\r\\n\\r\\n'))
  server.listen(0, '127.0.0.1', () => process.send(server.address().port))
`
let child: ReturnType<typeof startChild>
let port: number

beforeAll(async () => {
  const env = nextEnv('dev', 3000, { ...process.env, APP_URL: 'https://ada.tunnel.example' })
  child = startChild(['--input-type=module', '-e', program], { env })
  port = await new Promise((resolve) => child.once('message', (sent) => resolve(sent as number)))
})
afterAll(() => stopChild(child))

async function send(host: string, headers: Record<string, string> = {}) {
  const options = { host: '127.0.0.1', port, path: '/_next/mcp', headers: { host, ...headers } }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(options, resolve)
    sent.on('upgrade', (incoming, socket) => {
      socket.destroy()
      resolve(incoming)
    })
    sent.on('error', reject).end()
  })
  let text = ''
  if (response.statusCode !== 101) for await (const part of response) text += part
  return { status: response.statusCode, text }
}

const upgrade = { connection: 'Upgrade', upgrade: 'x' }

it.each(['localhost:3000', '127.0.0.1:3000', '[::1]:3000', 'LOCALHOST', 'ada.tunnel.example'])(
  'next dev accepts requests for %s',
  async (host) => {
    expect(await send(host)).toEqual({ status: 200, text: 'private' })
    expect((await send(host, upgrade)).status).toBe(101)
  },
)

it.each(['evil.example:3000', 'localhost.evil.example', 'evil.localhost', 'tunnel.example', '127.0.0.2'])(
  'next dev blocks requests for %s and says what to do',
  async (host) => {
    const { status, text } = await send(host)
    expect([status, text]).toEqual([403, expect.stringMatching(/^Requests for the host .*APP_URL/)])
    expect((await send(host, upgrade)).status).toBe(403)
  },
)
