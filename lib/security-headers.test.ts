import { afterEach, describe, expect, it, vi } from 'vitest'
import { securityHeaders } from './security-headers'

afterEach(() => vi.unstubAllEnvs())

const stripe = 'https://checkout.stripe.com https://billing.stripe.com https://invoice.stripe.com'

describe('the Content-Security-Policy of pages', () => {
  it('allows forms to redirect to Stripe, and to localhost only if the app is opened on localhost', () => {
    const publicly = sentTo('/pricing', { host: 'app.example.com' })['Content-Security-Policy']
    expect(publicly?.split('; ')).toContain(`form-action 'self' ${stripe}`)
    const locally = sentTo('/pricing', { host: 'localhost:3000' })['Content-Security-Policy']
    expect(locally?.split('; ')).toContain(`form-action 'self' ${stripe} http://localhost:* http://127.0.0.1:*`)
  })

  it.each([
    ['localhost:3000', true],
    ['127.0.0.1:54321', true],
    ['localhost', true],
    ['app.example.com', false],
    ['localhost.example.com', false],
    ['localhost:3000.example.com', false],
    ['1127.0.0.1', false],
    ['127a0b0c1', false],
  ])('treats %s as localhost: %s', (host, isThisMachine) => {
    const policy = sentTo('/sign-in', { host })['Content-Security-Policy']
    expect(policy?.includes('http://localhost:*')).toBe(isThisMachine)
  })
})

it.each(['/', '/pricing', '/account/billing', '/export/projects.csv', '/api/health', '/_next/static/chunks/a.js'])(
  'are sent with %s',
  (path) => {
    expect(sentTo(path)).toMatchObject({
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'strict-origin-when-cross-origin',
    })
  },
)

it('isolate pages from other windows and block devices that they do not use', () => {
  const sent = sentTo('/dashboard')
  expect(sent['Cross-Origin-Opener-Policy']).toBe('same-origin')
  expect(sent['Cross-Origin-Resource-Policy']).toBe('same-site')
  expect(sent['Permissions-Policy']).toBe('camera=(), geolocation=(), microphone=(), usb=()')
})

it('keep API responses from loading anything or being stored', () => {
  expect(sentTo('/api/health')).toEqual({
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  })
  expect(sentTo('/api/health', { host: 'localhost:3000' })).toEqual(sentTo('/api/health'))
})

it('keep pages with a token in their URL out of referrers and caches', () => {
  for (const path of ['/sign-up/complete', '/sign-in/link', '/reset-password', '/change-email']) {
    expect(sentTo(path)).toMatchObject({ 'Referrer-Policy': 'strict-origin', 'Cache-Control': 'no-store' })
  }
})

describe('Strict-Transport-Security', () => {
  const hsts = (path: string, headers = {}) => sentTo(path, headers)['Strict-Transport-Security']
  const behindTls = { 'x-forwarded-proto': 'https' }

  it('lasts two years if APP_URL is https, and excludes subdomains, which may not have TLS', () => {
    vi.stubEnv('APP_URL', 'https://app.example.com')
    for (const path of ['/', '/api/health', '/_next/static/chunks/a.js']) expect(hsts(path)).toBe('max-age=63072000')
  })

  it('includes subdomains only if configured', () => {
    vi.stubEnv('APP_URL', 'https://app.example.com')
    vi.stubEnv('HSTS_INCLUDE_SUBDOMAINS', 'true')
    expect(hsts('/')).toBe('max-age=63072000; includeSubDomains')
  })

  it('depends on the proxy if the build does not know APP_URL', () => {
    vi.stubEnv('APP_URL', '')
    expect(hsts('/')).toBeUndefined()
    expect(hsts('/', { 'x-forwarded-proto': 'http' })).toBeUndefined()
    expect(hsts('/', { 'x-forwarded-proto': 'http, https' })).toBeUndefined()
    expect(hsts('/', behindTls)).toBe('max-age=63072000')
    expect(hsts('/', { 'x-forwarded-proto': 'https, http' })).toBe('max-age=63072000')
  })

  it('is never sent if APP_URL is http', () => {
    vi.stubEnv('APP_URL', 'http://app.internal')
    expect(hsts('/', behindTls)).toBeUndefined()
  })

  it.each(['https://app.example.com', ''])(
    'is never sent by localhost, because every project there would then need TLS (APP_URL=%s)',
    (appUrl) => {
      vi.stubEnv('APP_URL', appUrl)
      for (const host of ['localhost:3000', '127.0.0.1:3000']) expect(hsts('/', { host, ...behindTls })).toBeUndefined()
    },
  )
})

/** What Next sends. If several matching rules set a header, the last one wins. Next anchors every pattern at both ends. */
function sentTo(path: string, given: Record<string, string> = {}): Record<string, string | undefined> {
  const headers: Record<string, string> = { host: 'app.example.com', ...given }
  const hasHeader = ({ key, value }: { key: string; value: string }) =>
    headers[key] !== undefined && new RegExp(`^${value}$`).test(headers[key])
  const matching = securityHeaders().filter(
    ({ source, has = [], missing = [] }) =>
      new RegExp(`^${source}$`).test(path) && has.every(hasHeader) && !missing.some(hasHeader),
  )
  return Object.fromEntries(matching.flatMap((rule) => rule.headers.map(({ key, value }) => [key, value])))
}
