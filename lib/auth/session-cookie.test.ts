import { expect, it } from 'vitest'
import { sessionCookieName } from './session-cookie'

it.each([
  ['http://localhost:3000', 'authjs.3000.session-token'],
  ['http://localhost:3001', 'authjs.3001.session-token'],
  ['http://app.internal', undefined],
  ['https://app.example.com', undefined],
  ['https://app.example.com:8443', undefined],
])('%s has the session cookie %s', (appUrl, name) => {
  expect(sessionCookieName(appUrl)).toBe(name)
})
