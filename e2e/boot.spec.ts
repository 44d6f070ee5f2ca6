import { spawn } from 'node:child_process'
import path from 'node:path'
import { expect, test } from './fixtures'

// The build that the other tests visit, started once more with an environment that cannot be meant.
const build = path.resolve('.local/build')
const next = path.resolve('node_modules/next/dist/bin/next')

test('a server that is not configured ends, and names every variable but no value', async () => {
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    AUTH_SECRET: 'too-short',
    SMTP_URL: 'smtp://mail',
  } as const
  const server = spawn(process.execPath, [next, 'start', '--port', '0'], { cwd: build, env })
  let said = ''
  for (const stream of [server.stdout, server.stderr]) stream.on('data', (data) => (said += data))
  const status = await new Promise((resolve) => server.on('close', resolve))
  expect(status).toBe(1)
  for (const name of ['DATABASE_URL', 'APP_URL', 'AUTH_SECRET', 'STRIPE_SECRET_KEY'])
    expect(said).toContain(`${name}: `)
  expect(said).not.toContain('too-short')
})
