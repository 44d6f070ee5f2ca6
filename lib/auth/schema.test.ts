import { describe, expect, it } from 'vitest'
import { signInSchema, signUpSchema } from './schema'

const fields = { name: 'Ada', email: 'ada@example.com', password: 'correct horse' }

describe.each([
  ['signing in', signInSchema],
  ['signing up', signUpSchema],
])('%s', (_, schema) => {
  it('goes on to the page that was asked for', () => {
    const next = '/account/subscription_canceled?flow=abc'
    expect(schema.parse({ ...fields, next }).next).toBe(next)
  })

  it.each([undefined, '', 'https://evil.example', '//evil.example', '/.//evil.example'])(
    'never leaves for %j',
    (next) => {
      expect(schema.parse({ ...fields, next }).next).toBe('/dashboard')
    },
  )
})
