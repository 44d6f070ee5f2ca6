import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { notePeerAddresses, peerAddress } from './peer-address'

const seen: (string | null)[] = []
const server = createServer((incoming, response) => {
  seen.push(peerAddress(new Headers(incoming.headers as Record<string, string>)))
  response.end()
})

beforeAll(async () => {
  notePeerAddresses()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => server.close())

const ask = (headers: Record<string, string> = {}) =>
  new Promise<void>((resolve, reject) => {
    const { port } = server.address() as AddressInfo
    const sent = request({ host: '127.0.0.1', port, headers, agent: false }, (response) => {
      response.resume().on('end', resolve)
    })
    sent.on('error', reject).end()
  })

it('is the other end of the connection, no matter what the request says', async () => {
  await ask()
  await ask({ 'x-forwarded-for': '203.0.113.9', 'x-peer-address': 'guess 203.0.113.9' })
  expect(seen).toEqual(['127.0.0.1', '127.0.0.1'])
})

it('is unknown if this process did not write the header', () => {
  expect(peerAddress(new Headers({ 'x-peer-address': 'guess 203.0.113.9' }))).toBeNull()
  expect(peerAddress(new Headers({ 'x-peer-address': ' 203.0.113.9' }))).toBeNull()
  expect(peerAddress(new Headers())).toBeNull()
})
