import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { safePath } from './schema'

describe('where a sign-in goes next', () => {
  it('keeps a path of the application with its query', () => {
    expect(safePath('/account/subscription_canceled?flow=abc')).toBe('/account/subscription_canceled?flow=abc')
  })

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '',
    undefined,
    '/\t/evil.example',
    `/${'evil'.repeat(1000)}`,
  ])('never leaves for %j', (value) => {
    const path = safePath(value)
    expect(new URL(path, 'https://app.example').origin).toBe('https://app.example')
    expect(path).not.toContain('evil')
  })

  it('stays on this origin for any text', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) => new URL(safePath(`/${text}`), 'https://app.example').origin === 'https://app.example',
      ),
    )
  })
})
