import { beforeEach, describe, expect, it, vi } from 'vitest'

const lines: { level: string; fields: Record<string, unknown>; message: string }[] = []
const write = (level: string) => (fields: Record<string, unknown>, message: string) =>
  lines.push({ level, fields, message })
vi.mock('./log', () => ({ log: () => ({ info: write('info'), warn: write('warn') }) }))
const { logSecurityEvent } = await import('./security-log')

beforeEach(() => {
  lines.length = 0
})

describe('a security event', () => {
  it('is one line with its name and fields', () => {
    logSecurityEvent('signed_in', { userId: 'user_1' })
    expect(lines).toEqual([
      { level: 'info', fields: { event: 'signed_in', userId: 'user_1' }, message: 'security event: signed_in' },
    ])
  })

  it.each(['sign_in_failed', 'limit_reached', 'access_denied', 'request_rejected', 'secret_rejected'] as const)(
    'is a warning if it may be an attack: %s',
    (name) => {
      logSecurityEvent(name)
      expect(lines[0]?.level).toBe('warn')
    },
  )

  it.each([
    ['ada@example.com', 'a…@example.com'],
    ['@example.com', '…@example.com'],
    ['no address at all', '…'],
    ['ada@example.com\n{"event":"signed_in"}', '…'],
  ])('shortens the address %j', (email, shown) => {
    logSecurityEvent('sign_in_failed', { email })
    expect(lines[0]?.fields).toEqual({ event: 'sign_in_failed', email: shown })
  })

  it('cannot be renamed by a field', () => {
    logSecurityEvent('sign_in_failed', { event: 'signed_in' } as object)
    expect(lines[0]?.fields.event).toBe('sign_in_failed')
  })
})
