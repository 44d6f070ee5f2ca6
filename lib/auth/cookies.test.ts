import { expect, it } from 'vitest'
import { authCookie } from './cookies'

it.each([
  ['http://localhost:3000', 'session.3000', false],
  ['http://localhost:3001', 'session.3001', false],
  ['http://app.internal', 'session', false],
  ['https://app.example.com', '__Host-session', true],
  ['https://app.example.com:8443', '__Host-session', true],
])('%s has the session cookie %s', (appUrl, name, secure) => {
  const options = { httpOnly: true, sameSite: 'lax', path: '/', secure }
  expect(authCookie(appUrl, 'session')).toEqual({ name, options })
})
