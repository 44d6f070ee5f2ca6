import { PHASE_PRODUCTION_BUILD } from 'next/constants'
import { afterEach, describe, expect, it, vi } from 'vitest'
import configure from '@/next.config.mjs'
import { parseEnv } from './env'

const good = {
  DATABASE_URL: 'postgresql://app@localhost/app',
  APP_URL: 'https://app.example.com/',
  AUTH_SECRET: 'a secret that is at least 32 characters long',
  STRIPE_SECRET_KEY: 'sk_test_123',
  STRIPE_WEBHOOK_SECRET: 'whsec_123',
  SMTP_URL: 'smtp://localhost:25',
}

describe('the environment', () => {
  it('reduces APP_URL to its origin', () => {
    expect(parseEnv(good).APP_URL).toBe('https://app.example.com')
  })

  it('reports all missing and invalid variables at once, without their values', () => {
    const bad = { ...good, AUTH_SECRET: 'short', STRIPE_SECRET_KEY: 'pk_live_oops', SMTP_URL: '' }
    const error = (() => {
      try {
        parseEnv(bad)
      } catch (thrown) {
        return String(thrown)
      }
    })()
    for (const name of ['AUTH_SECRET', 'STRIPE_SECRET_KEY', 'SMTP_URL']) expect(error).toContain(name)
    expect(error).toContain('SMTP_URL: is missing')
    expect(error).not.toContain('pk_live_oops')
    expect(error).not.toContain('DATABASE_URL')
  })

  it.each([
    ['a host that is not loopback', 'http://stripe.example.com', 'sk_test_local_x'],
    ['a key that Stripe would accept', 'http://127.0.0.1:12111', 'sk_test_123'],
    ['a live key', 'http://127.0.0.1:12111', 'sk_live_123'],
  ])('rejects the stand-in with %s', (_name, base, key) => {
    expect(() => parseEnv({ ...good, STRIPE_API_BASE: base, STRIPE_SECRET_KEY: key })).toThrow('STRIPE_API_BASE')
  })

  it('accepts the stand-in on a loopback address with its own key', () => {
    const env = parseEnv({ ...good, STRIPE_API_BASE: 'http://127.0.0.1:12111', STRIPE_SECRET_KEY: 'sk_test_local_x' })
    expect(env.STRIPE_API_BASE).toBe('http://127.0.0.1:12111')
  })

  it('rejects a blank webhook secret, which would accept forged webhooks', () => {
    expect(() => parseEnv({ ...good, STRIPE_WEBHOOK_SECRET: '   ' })).toThrow('STRIPE_WEBHOOK_SECRET')
  })
})

describe('the trusted proxies', () => {
  it.each([
    ['', 0],
    ['0', 0],
    ['2', 2],
    ['10.0.0.0/8', ['10.0.0.0/8']],
    ['10.0.0.1, 2001:db8::/32,::1', ['10.0.0.1', '2001:db8::/32', '::1']],
  ])('%j is %j', (TRUSTED_PROXIES, expected) => {
    expect(parseEnv({ ...good, TRUSTED_PROXIES }).TRUSTED_PROXIES).toEqual(expected)
  })

  it.each(['-1', 'all', '*', '10.0.0.0/33', '10.0.0', 'proxy.internal', '10.0.0.1;10.0.0.2'])(
    'refuse %j',
    (TRUSTED_PROXIES) => {
      expect(() => parseEnv({ ...good, TRUSTED_PROXIES })).toThrow('TRUSTED_PROXIES')
    },
  )
})

describe('a production build', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('needs no variables', async () => {
    for (const name of Object.keys(good)) vi.stubEnv(name, '')
    await expect(configure(PHASE_PRODUCTION_BUILD)).resolves.toBeDefined()
  })

  it('fails on an invalid value', async () => {
    vi.stubEnv('APP_URL', 'nonsense')
    await expect(configure(PHASE_PRODUCTION_BUILD)).rejects.toThrow('APP_URL')
  })
})
