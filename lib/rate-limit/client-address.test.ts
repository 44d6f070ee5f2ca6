import { beforeEach, describe, expect, it, vi } from 'vitest'

const settings = { TRUSTED_PROXIES: 0 as number | string[] }
const warnings: object[] = []
const peer = { address: null as string | null }
vi.mock('@/lib/env', () => ({ env: () => settings }))
vi.mock('@/lib/log', () => ({ log: () => ({ warn: (fields: object) => warnings.push(fields) }) }))
vi.mock('./peer-address', () => ({ peerAddress: () => peer.address }))
const { clientAddress, networkOf } = await import('./client-address')

const clientOf = (trusted: number | string[], from: string | null, forwarded?: string) => {
  settings.TRUSTED_PROXIES = trusted
  peer.address = from
  return clientAddress(new Headers(forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }))
}

beforeEach(() => {
  warnings.length = 0
})

describe('the address of a client', () => {
  it.each([
    // Without a trusted proxy, the header is ignored.
    [0, '198.51.100.1', undefined, '198.51.100.1'],
    [0, '198.51.100.1', '203.0.113.9', '198.51.100.1'],
    [0, '::ffff:198.51.100.1', '203.0.113.9', '198.51.100.1'],
    [0, null, '203.0.113.9', null],
    // One proxy: the address that it appended is used, not what the client sent.
    [1, '10.0.0.1', '203.0.113.9', '203.0.113.9'],
    [1, '10.0.0.1', '192.0.2.66, 203.0.113.9', '203.0.113.9'],
    [1, '10.0.0.1', '192.0.2.66,10.0.0.7,203.0.113.9', '203.0.113.9'],
    // A proxy that sends no header. Next sets the header to the proxy's own address.
    [1, '10.0.0.1', '10.0.0.1', '10.0.0.1'],
    [1, '10.0.0.1', undefined, '10.0.0.1'],
    [2, '10.0.0.1', '192.0.2.66, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    // A serverless platform.
    [1, null, '203.0.113.9', '203.0.113.9'],
    [1, null, '192.0.2.66, 203.0.113.9', '203.0.113.9'],
    // Proxies by address.
    [['10.0.0.0/8'], '10.0.0.1', '192.0.2.66, 203.0.113.9, 10.0.0.2', '203.0.113.9'],
    [['10.0.0.0/8'], '198.51.100.1', '203.0.113.9', '198.51.100.1'],
    [['10.0.0.0/8', '2001:db8::1'], '2001:db8::1', '192.0.2.66, 203.0.113.9', '203.0.113.9'],
    [['10.0.0.0/8'], '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    [['10.0.0.0/8'], null, '203.0.113.9, 10.0.0.2', '203.0.113.9'],
    // Ports and invalid values.
    [1, '10.0.0.1', '203.0.113.9:4711', '203.0.113.9'],
    [1, '10.0.0.1', '[2001:db8::2]:443', '2001:db8::2'],
    [1, '10.0.0.1', 'unknown', null],
    [1, '10.0.0.1', '', null],
    [['10.0.0.0/8'], '10.0.0.1', '203.0.113.9, 1', null],
  ])('with TRUSTED_PROXIES %j, peer %s, and header %j, is %s', (trusted, from, forwarded, expected) => {
    expect(clientOf(trusted, from, forwarded)).toBe(expected)
  })

  it('logs one warning if TRUSTED_PROXIES may be missing', async () => {
    vi.resetModules()
    const fresh = await import('./client-address')
    Object.assign(settings, { TRUSTED_PROXIES: 0 })
    peer.address = '10.0.0.1'
    // Next sets the header to the peer's address if the client did not send one.
    for (const forwarded of ['10.0.0.1', '203.0.113.9', '203.0.113.9']) {
      fresh.clientAddress(new Headers({ 'x-forwarded-for': forwarded }))
    }
    expect(warnings).toEqual([{ peer: '10.0.0.1' }])
  })
})

describe('the network that limits count for an address', () => {
  it.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::ffff', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['127.0.0.1', null],
    ['::1', null],
    ['10.1.2.3', null],
    ['172.16.0.1', null],
    ['192.168.1.1', null],
    ['100.64.0.1', null],
    ['fd00::1', null],
  ])('for %s is %s', (address, expected) => {
    expect(networkOf(address)).toBe(expected)
  })
})
