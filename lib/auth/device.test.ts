import { expect, it } from 'vitest'
import { deviceOf, issueDeviceCookie, knownDeviceId } from './device'

const secret = 'a secret that is at least 32 characters long'

it('recognizes a browser only for the account that it signed in to', () => {
  const cookie = issueDeviceCookie('ada@example.com', secret)
  const id = knownDeviceId(cookie, 'ada@example.com', secret)
  expect(cookie).toMatch(new RegExp(`^${id}\\.`))
  expect(knownDeviceId(cookie, 'bob@example.com', secret)).toBeNull()
  expect(knownDeviceId(cookie, 'ada@example.com', `${secret}!`)).toBeNull()
  expect(knownDeviceId(`other.${cookie.split('.')[1]}`, 'ada@example.com', secret)).toBeNull()
})

it.each([undefined, '', '.', 'nonsense', 'a.b.c'])('treats %j as an unknown browser', (value) => {
  expect(knownDeviceId(value, 'ada@example.com', secret)).toBeNull()
})

const chrome =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36'

it.each([
  [chrome, /^Chrome on macOS$/],
  ['curl/8.5.0', /^Unknown device$/],
  ['', /^Unknown device$/],
  [undefined, /^Unknown device$/],
])('describes %s', (agent, device) => {
  const headers = new Headers(agent === undefined ? {} : { 'user-agent': agent })
  expect(deviceOf(headers, null).device).toMatch(device)
})
