import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { expect, test } from './fixtures'

// Starts the build used by the other tests with an invalid environment.
const build = path.resolve('.local/build')
const next = path.resolve('node_modules/next/dist/bin/next')

test('exits without configuration and lists the variables but not their values', async () => {
  const { status, output } = await start({ AUTH_SECRET: 'too-short', SMTP_URL: 'smtp://mail' })
  expect(status).toBe(1)
  for (const name of ['DATABASE_URL', 'APP_URL', 'AUTH_SECRET', 'STRIPE_SECRET_KEY'])
    expect(output).toContain(`${name}: `)
  expect(output).not.toContain('too-short')
})

test('exits if the build blocks forms to a custom Stripe domain', async () => {
  const { status, output } = await start({
    DATABASE_URL: 'postgresql://app@127.0.0.1:1/app',
    APP_URL: 'https://app.example.com',
    AUTH_SECRET: randomBytes(24).toString('base64'),
    STRIPE_SECRET_KEY: 'sk_test_123',
    STRIPE_WEBHOOK_SECRET: `whsec_${randomBytes(24).toString('base64')}`,
    STRIPE_CHECKOUT_ORIGIN: 'https://pay.example.com',
    SMTP_URL: 'smtp://127.0.0.1:1',
  })
  expect(status).toBe(1)
  expect(output).toContain('Set STRIPE_CHECKOUT_ORIGIN for the build too')
})

test('exits at a public address if its secrets are public', async () => {
  const { status, output } = await start({
    DATABASE_URL: 'postgresql://app@127.0.0.1:1/app',
    APP_URL: 'https://app.example.com',
    AUTH_SECRET: 'a secret that is at least 32 characters long',
    STRIPE_SECRET_KEY: 'sk_test_local',
    STRIPE_WEBHOOK_SECRET: 'whsec_local',
    SMTP_URL: 'smtp://127.0.0.1:1',
  })
  expect(status).toBe(1)
  for (const name of ['AUTH_SECRET', 'STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'])
    expect(output).toContain(`${name}: `)
})

async function start(variables: Record<string, string>): Promise<{ status: number | null; output: string }> {
  const env = { PATH: process.env.PATH, NODE_ENV: 'production' as const, ...variables }
  const server = spawn(process.execPath, [next, 'start', '--port', '0'], { cwd: build, env })
  let output = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (data) => (output += data))
  const status = await new Promise<number | null>((resolve) => server.on('close', resolve))
  return { status, output }
}
