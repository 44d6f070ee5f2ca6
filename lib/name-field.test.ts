import { expect, it } from 'vitest'
import { nameField } from './name-field'

const parse = (text: string) => nameField('Enter a name.').safeParse(text)

it.each([
  ['  Ada   King ', 'Ada King'],
  ['Ada\r\nBcc: eve@example.com', 'Ada Bcc: eve@example.com'],
  ['Ada\u0007\u001b[31m', 'Ada [31m'],
  // A right-to-left override would show the address after a name backward.
  ['Ada \u202emoc.live\u202c\u2066', 'Ada moc.live'],
  ['👩‍💻 سارا می‌رود', '👩‍💻 سارا می‌رود'],
])('makes one plain line of %j', (text, expected) => {
  expect(parse(text)).toEqual({ success: true, data: expected })
})

it.each(['', '   ', '\u200b\u200d', '\u3164', '\u202e'])('refuses a name that nobody can see: %j', (text) => {
  expect(parse(text).error?.issues[0]?.message).toBe('Enter a name.')
})

it('accepts 80 characters', () => {
  expect(parse('a'.repeat(80)).success).toBe(true)
  expect(parse('a'.repeat(81)).error?.issues[0]?.message).toBe('Use at most 80 characters.')
})
