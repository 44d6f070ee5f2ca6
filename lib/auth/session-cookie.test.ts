import { expect, it } from 'vitest'
import { sessionCookieName } from './session-cookie'

it.each([
  ['http://localhost:3000', 'authjs.3000.session-token'],
  ['http://localhost:3001', 'authjs.3001.session-token'],
  ['http://app.internal', 'authjs.session-token'],
  ['https://app.example.com', '__Secure-authjs.session-token'],
  ['https://app.example.com:8443', '__Secure-authjs.session-token'],
])('%s has the session cookie %s', (appUrl, name) => {
  expect(sessionCookieName(appUrl)).toBe(name)
})
