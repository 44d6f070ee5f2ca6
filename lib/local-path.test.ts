import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localPathOf } from './local-path'

const app = 'https://app.example'

/** Strings that have bypassed similar checks. */
const trick = fc.constantFrom(
  ...['/', '\\', '.', '..', '%2e', '%2E', '%2f', '%5c', '%09', '%00', '\t', '\n', '\r', '\0', '\x7f', ' ', '\u00a0'],
  ...['@', ':', '?', '#', '//', 'https:', 'javascript:', 'evil.example', '／', '。', 'é', 'a'],
)
const anything = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(trick, { maxLength: 12 }).map((pieces) => pieces.join('')),
)

describe('a path in this app', () => {
  it.each([
    ['/', '/'],
    ['/projects', '/projects'],
    ['/account/subscription_canceled?flow=abc', '/account/subscription_canceled?flow=abc'],
    ['/search?q=a%2Fb&next=//evil.example', '/search?q=a%2Fb&next=//evil.example'],
    ['/reports/2026#june', '/reports/2026'],
    ['/a/../b', '/b'],
    ['/café au lait', '/caf%C3%A9%20au%20lait'],
  ])('%j is parsed as %j', (given, path) => {
    expect(localPathOf(given)).toBe(path)
  })

  it.each([
    ...[
      '//evil.example',
      '///evil.example',
      '/\\evil.example',
      '\\\\evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
    ],
    ...['/.//evil.example', '/..//evil.example', '/%2e//evil.example', '/%2E%2e//evil.example', '/a/..//evil.example'],
    ...['/.\\/evil.example', '/./\\evil.example', '/\0', '/\x7f', '/a\\b'],
    ...['https://evil.example', 'https:/evil.example', 'javascript:alert(1)', 'evil.example', '@evil.example'],
    ...['', ' /projects', 'projects', '?next=/', `/${'x'.repeat(2000)}`, `/${'é'.repeat(1000)}`, null, undefined],
  ])('%j is rejected', (given) => {
    expect(localPathOf(given)).toBeNull()
  })

  it('always leads to our own origin', () => {
    fc.assert(
      fc.property(anything, fc.boolean(), (text, isRooted) => {
        const path = localPathOf(isRooted ? `/${text}` : text)
        if (path === null) return
        expect(new URL(path, app).origin).toBe(app)
        // A browser reads `//` and `/\` at the start of a Location header as another host.
        expect(path).toMatch(/^\/(?![/\\])[\x21-\x7e]*$/)
        expect(localPathOf(path)).toBe(path)
      }),
      { numRuns: 5000 },
    )
  })

  it('does not change if it has no special characters', () => {
    const segment = fc.stringMatching(/^[a-z][\w-]{0,12}$/)
    const query = fc.stringMatching(/^\?[a-z]{1,5}=[\w-]{0,8}$/)
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 5 }), fc.option(query, { nil: '' }), (segments, search) => {
        const path = `/${segments.join('/')}${search}`
        expect(localPathOf(path)).toBe(path)
      }),
    )
  })
})
