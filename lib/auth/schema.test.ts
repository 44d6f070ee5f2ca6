import { describe, expect, it } from 'vitest'
import { emailLinkSchema, signInSchema } from './schema'

const fields = { name: 'Ada', email: 'ada@example.com', password: 'correct horse' }

describe.each([
  ['signing in', signInSchema],
  ['requesting a link', emailLinkSchema],
])('%s', (_, schema) => {
  it('continues to the requested page', () => {
    const next = '/account/subscription_canceled?flow=abc'
    expect(schema.parse({ ...fields, next }).next).toBe(next)
  })

  it.each([undefined, '', 'https://evil.example', '//evil.example', '/.//evil.example'])(
    'never redirects to %j',
    (next) => {
      expect(schema.parse({ ...fields, next }).next).toBe('/dashboard')
    },
  )
})
