import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterEach, expect, inject, vi } from 'vitest'
import { stripeKeys } from '../start/stripe-keys'

// Each test file gets its own database, copied from the migrated template before product code is loaded.
const server = inject('postgres')
const name = `test_${randomUUID().replaceAll('-', '')}`
const client = new pg.Client(`${server}postgres`)
await client.connect()
// PostgreSQL rejects concurrent copies of one template, so workers take turns.
await client.query('SELECT pg_advisory_lock(1)')
await client.query(`CREATE DATABASE "${name}" TEMPLATE template`)
await client.end()

Object.assign(process.env, {
  DATABASE_URL: `${server}${name}`,
  APP_URL: 'http://localhost:3000',
  AUTH_SECRET: 'a secret for tests that is long enough',
  STRIPE_SECRET_KEY: stripeKeys.secretKey,
  STRIPE_WEBHOOK_SECRET: stripeKeys.webhookSecret,
  SMTP_URL: 'smtp://127.0.0.1:1',
  LOG_LEVEL: 'silent',
})

// Duration depends on the machine, so tests have no deadline unless they use `vi.unmock`. deadline.test.ts tests the
// deadline itself.
vi.mock('@/lib/timeout', () => ({ withTimeout: (_ms: number, work: Promise<unknown>) => work }))

// A console error is an unhandled failure.
const errors = vi.spyOn(console, 'error')
afterEach(() => {
  expect(errors).not.toHaveBeenCalled()
})
