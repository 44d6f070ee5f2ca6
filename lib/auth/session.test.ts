import { encode } from 'next-auth/jwt'
import { afterEach, expect, it, vi } from 'vitest'

vi.mock('@/lib/log', () => ({ log: () => ({ info: () => {} }) }))
const { decodeSession } = await import('./session')

const secret = 'a secret that is at least 32 characters long'
const salt = 'authjs.session-token'
const issue = (maxAge = 3600, key = secret) => encode({ token: { sub: 'user_1', epoch: 3 }, secret: key, salt, maxAge })

afterEach(() => {
  vi.useRealTimers()
})

it('decodes a token from Auth.js, also the second time', async () => {
  const token = await issue()
  const first = await decodeSession(token, secret, salt)
  expect(first).toMatchObject({ userId: 'user_1', epoch: 3 })
  expect(await decodeSession(token, secret, salt)).toBe(first)
})

it('does not outlive the token', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const token = await issue(60)
  expect(await decodeSession(token, secret, salt)).not.toBeNull()
  // Auth.js allows for clocks that differ by 15 seconds.
  vi.setSystemTime(Date.now() + 80_000)
  expect(await decodeSession(token, secret, salt)).toBeNull()
})

it.each([
  ['malformed', async () => 'nonsense'],
  ['from another secret', () => issue(3600, 'another secret of at least 32 characters')],
  ['tampered with', async () => `${(await issue()).slice(0, -4)}AAAA`],
])('rejects a token that is %s', async (_name, token) => {
  expect(await decodeSession(await token(), secret, salt)).toBeNull()
})
