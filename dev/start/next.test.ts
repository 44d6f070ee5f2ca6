import { afterEach, expect, it, vi } from 'vitest'
import { nextEnv } from './next'

afterEach(() => vi.unstubAllEnvs())

it('keeps the configured log level for the app', () => {
  vi.stubEnv('LOG_LEVEL', 'error')
  expect(nextEnv('dev', 3000, { NODE_ENV: 'test' })).not.toHaveProperty('LOG_LEVEL')
  expect(nextEnv('dev', 3000, { NODE_ENV: 'test', LOG_LEVEL: 'debug' })).toMatchObject({
    LOG_LEVEL: 'debug',
    PORT: '3000',
  })
})

it('ignores NODE_ENV from the shell', () => {
  expect(nextEnv('dev', 3000, { NODE_ENV: 'production' })).toMatchObject({ NODE_ENV: 'development' })
  expect(nextEnv('start', 3000, { NODE_ENV: 'development' })).toMatchObject({ NODE_ENV: 'production' })
})
