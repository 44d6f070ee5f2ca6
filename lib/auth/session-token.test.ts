import { encode } from 'next-auth/jwt'
import { afterEach, expect, it, vi } from 'vitest'

vi.mock('@/lib/log', () => ({ log: () => ({ info: () => {} }) }))
const { openSessionToken } = await import('./session-token')

const secret = 'a secret that is at least 32 characters long'
const salt = 'session'
const issue = (maxAge = 3600, key = secret) => encode({ token: { session: 'token_1' }, secret: key, salt, maxAge })

afterEach(() => {
  vi.useRealTimers()
})

it('opens a cookie from Auth.js, even the second time', async () => {
  const cookie = await issue()
  expect(await openSessionToken(cookie, secret, salt)).toBe('token_1')
  expect(await openSessionToken(cookie, secret, salt)).toBe('token_1')
})

it('does not outlive the cookie', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const cookie = await issue(60)
  expect(await openSessionToken(cookie, secret, salt)).not.toBeNull()
  // Auth.js allows for clocks that differ by 15 seconds.
  vi.setSystemTime(Date.now() + 80_000)
  expect(await openSessionToken(cookie, secret, salt)).toBeNull()
})

it.each([
  ['malformed', async () => 'nonsense'],
  ['from another secret', () => issue(3600, 'another secret of at least 32 characters')],
  ['tampered with', async () => `${(await issue()).slice(0, -4)}AAAA`],
  ['without a session token', () => encode({ token: { sub: 'user_1' }, secret, salt })],
])('rejects a cookie that is %s', async (_name, cookie) => {
  expect(await openSessionToken(await cookie(), secret, salt)).toBeNull()
})
