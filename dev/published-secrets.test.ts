import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { parseEnv } from '@/lib/env'
import { readProjectFiles } from './architecture/project-files'

const random = () => randomBytes(24).toString('base64')

const good = {
  DATABASE_URL: 'postgresql://app@localhost/app',
  APP_URL: 'https://app.example.com',
  AUTH_SECRET: random(),
  STRIPE_SECRET_KEY: 'sk_live_51',
  STRIPE_WEBHOOK_SECRET: `whsec_${random()}`,
  SMTP_URL: 'smtp://localhost:25',
}

/** The values in this repository that pass a variable's format check at a private address. */
function published(pattern: RegExp, name: keyof typeof good): string[] {
  const texts = [...readProjectFiles()].filter(([file]) => /\.(tsx?|mjs|md|example|yml)$/.test(file))
  const found = texts.flatMap(([, text]) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''))
  return [...new Set(found)].filter((value) => parses({ ...good, APP_URL: 'http://localhost:3000', [name]: value }))
}

function parses(env: typeof good): boolean {
  try {
    parseEnv(env)
    return true
  } catch {
    return false
  }
}

it.each([
  ['AUTH_SECRET', /['"`]([^'"`\n]*\bsecret\b[^'"`\n]*)['"`]/g],
  ['STRIPE_SECRET_KEY', /\b(sk_test_local\w*)/g],
  ['STRIPE_WEBHOOK_SECRET', /\b(whsec_\w+)/g],
] as const)('no %s in this repository works at a public address', (name, pattern) => {
  const values = published(pattern, name)
  expect(values).not.toEqual([])
  expect(values.filter((value) => parses({ ...good, [name]: value }))).toEqual([])
})
