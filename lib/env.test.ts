import { randomBytes } from 'node:crypto'
import { PHASE_PRODUCTION_BUILD } from 'next/constants'
import { afterEach, describe, expect, it, vi } from 'vitest'
import configure from '@/next.config.mjs'
import { parseEnv } from './env'
import { isGuessable } from './known-secrets'

const random = () => randomBytes(24).toString('base64')

const good = {
  DATABASE_URL: 'postgresql://app@localhost/app',
  APP_URL: 'https://app.example.com/',
  AUTH_SECRET: random(),
  STRIPE_SECRET_KEY: 'sk_test_123',
  STRIPE_WEBHOOK_SECRET: `whsec_${random()}`,
  SMTP_URL: 'smtp://localhost:25',
}

const local = { ...good, APP_URL: 'http://localhost:3000' }

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
    ['an invalid URL', 'nonsense', 'sk_test_local_x'],
    ['a host that is not loopback', 'http://stripe.example.com', 'sk_test_local_x'],
    ['a key that Stripe would accept', 'http://127.0.0.1:12111', 'sk_test_123'],
    ['a live key', 'http://127.0.0.1:12111', 'sk_live_123'],
  ])('rejects the stand-in with %s', (_name, base, key) => {
    expect(() => parseEnv({ ...good, STRIPE_API_BASE: base, STRIPE_SECRET_KEY: key })).toThrow('STRIPE_API_BASE')
  })

  it('accepts the stand-in on a loopback address with its own key', () => {
    const env = parseEnv({ ...local, STRIPE_API_BASE: 'http://127.0.0.1:12111', STRIPE_SECRET_KEY: 'sk_test_local_x' })
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
    'reject %j',
    (TRUSTED_PROXIES) => {
      expect(() => parseEnv({ ...good, TRUSTED_PROXIES })).toThrow('TRUSTED_PROXIES')
    },
  )
})

describe('a publicly known secret', () => {
  it.each([
    ['STRIPE_SECRET_KEY', 'sk_test_local', 'stand-in'],
    ['STRIPE_SECRET_KEY', 'sk_test_local_2', 'stand-in'],
    ['STRIPE_WEBHOOK_SECRET', 'whsec_local', 'signing secret'],
    ['STRIPE_WEBHOOK_SECRET', `${good.STRIPE_WEBHOOK_SECRET},whsec_local`, 'signing secret'],
    ['STRIPE_WEBHOOK_SECRET', 'whsec_not_configured', 'signing secret'],
    ['AUTH_SECRET', 'a secret for tests that is long enough', 'openssl rand'],
    ['AUTH_SECRET', 'x'.repeat(32), 'openssl rand'],
    ['AUTH_SECRET', 'changeme'.repeat(4), 'openssl rand'],
    ['AUTH_SECRET', '1234567890'.repeat(4), 'openssl rand'],
    ['AUTH_SECRET', 'abcdefghijklmnopqrstuvwxyz0123456789', 'openssl rand'],
    ['AUTH_SECRET', 'Please-replace-this-PassWord-before-use', 'openssl rand'],
    ['CRON_SECRET', 'the-cron-secret-1', 'openssl rand'],
    ['CRON_SECRET', '0000000000000000', 'openssl rand'],
  ])('%s=%s is accepted only on this machine', (name, value, hint) => {
    for (const APP_URL of ['https://app.example.com', 'http://192.0.2.1:3000', 'https://localhost.example.com']) {
      const start = () => parseEnv({ ...good, APP_URL, [name]: value })
      expect(start).toThrow(new RegExp(`${name}: .*${hint}`))
      expect(start).not.toThrow(value)
    }
    for (const APP_URL of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000']) {
      expect(parseEnv({ ...good, APP_URL, [name]: value })).toMatchObject({ [name]: value })
    }
  })

  it.each([
    ['base64', 33, 'base64'],
    ['hexadecimal', 16, 'hex'],
  ] as const)('is not mistaken for random %s', (_name, size, encoding) => {
    for (let tries = 0; tries < 1000; tries++) {
      expect(isGuessable(randomBytes(size).toString(encoding))).toBe(false)
    }
  })
})

describe('a production build', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('needs no variables', async () => {
    for (const name of Object.keys(good)) vi.stubEnv(name, '')
    await expect(configure(PHASE_PRODUCTION_BUILD)).resolves.toBeDefined()
  })

  it('needs no secrets at a public address', async () => {
    for (const name of Object.keys(good)) vi.stubEnv(name, '')
    vi.stubEnv('APP_URL', 'https://app.example.com')
    await expect(configure(PHASE_PRODUCTION_BUILD)).resolves.toBeDefined()
  })

  it('fails on an invalid value', async () => {
    vi.stubEnv('APP_URL', 'nonsense')
    await expect(configure(PHASE_PRODUCTION_BUILD)).rejects.toThrow('APP_URL')
  })
})
