import { describe, expect, it } from 'vitest'
import { appUrlOf, wantedAppPort } from './choose-ports'
import { readSettings } from './settings'

const env = (variables: Record<string, string>) => readSettings(variables as unknown as NodeJS.ProcessEnv)

describe('external services', () => {
  it('are unset for missing or empty values', () => {
    const none = { databaseUrl: undefined, stripe: undefined, smtpUrl: undefined }
    expect(env({})).toMatchObject(none)
    expect(env({ DATABASE_URL: '', STRIPE_SECRET_KEY: '', SMTP_URL: '' })).toMatchObject(none)
  })

  it('accept a Stripe test key with or without a webhook secret', () => {
    expect(env({ STRIPE_SECRET_KEY: 'sk_test_1' }).stripe).toMatchObject({ key: 'sk_test_1', webhookSecret: undefined })
    expect(env({ STRIPE_SECRET_KEY: 'rk_test_1' }).stripe).toMatchObject({ key: 'rk_test_1' })
  })

  it('accept a stand-in URL, but not the local stand-in’s key', () => {
    const local = { STRIPE_SECRET_KEY: 'sk_test_local' }
    expect(env(local).stripe).toBeUndefined()
    expect(env({ ...local, STRIPE_API_BASE: 'http://127.0.0.1:1' }).stripe?.apiBase).toBe('http://127.0.0.1:1')
  })

  it('reject a live key', () => {
    expect(() => env({ STRIPE_SECRET_KEY: 'sk_live_1' })).toThrow('is a live key')
    expect(() => env({ STRIPE_SECRET_KEY: 'pk_test_1' })).toThrow('is not a valid Stripe secret key')
  })

  it('report an invalid port', () => {
    expect(() => env({ PORT: '80x' })).toThrow('PORT must be a number')
  })
})

describe('the app URL', () => {
  it('uses the port from PORT, APP_URL, or the default', () => {
    expect(wantedAppPort({ port: 4000, appUrl: 'http://localhost:5000' }, 3000)).toBe(4000)
    expect(wantedAppPort({ appUrl: 'http://localhost:5000' }, 3000)).toBe(5000)
    expect(wantedAppPort({ appUrl: 'https://tunnel.example' }, 3000)).toBe(3000)
    expect(wantedAppPort({}, undefined)).toBeUndefined()
  })

  it('uses the configured tunnel, or this machine with the reserved port', () => {
    expect(appUrlOf({ appUrl: 'https://tunnel.example/x' }, 'localhost', 3000)).toBe('https://tunnel.example')
    expect(appUrlOf({ appUrl: 'http://localhost:5000' }, 'localhost', 5001)).toBe('http://localhost:5001')
    expect(() => appUrlOf({ appUrl: 'example' }, 'localhost', 3000)).toThrow('APP_URL is not a valid URL')
  })
})
