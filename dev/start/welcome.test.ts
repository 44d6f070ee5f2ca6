import { expect, it } from 'vitest'
import type { Stack } from './stack'
import { welcome } from './welcome'

const url = 'postgresql://postgres:top-secret@127.0.0.1:54330/app'

function stackWith(passwordFile: string | null): Stack {
  const database = { url, passwordFile, isEmpty: false, hasDemo: false, applied: [], stop: () => {} }
  const urls = { appUrl: 'http://localhost:3000', stripeUrl: null, mailUrl: null }
  const idle = { releaseAppPort: async () => {}, setWebhooks: () => {} }
  return { ...urls, ...idle, appPort: 3000, env: { DATABASE_URL: url }, database }
}

it('names the file that holds the private database’s password, but does not show the password', () => {
  const text = welcome(stackWith('.local/dev/postgres/password'), {}, false)
  expect(text).toContain('postgresql://postgres@127.0.0.1:54330/app   (password in .local/dev/postgres/password)')
  expect(text).not.toContain('top-secret')
})

it('never shows another database’s password', () => {
  const text = welcome(stackWith(null), { databaseUrl: url }, false)
  expect(text).toContain('postgresql://postgres@127.0.0.1:54330/app\n')
  expect(text).not.toContain('top-secret')
})
