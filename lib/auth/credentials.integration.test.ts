import { beforeEach, describe, expect, it, vi } from 'vitest'
import { requireViewerFor, viewerFor } from '@/dev/testing/viewers'
import { db } from '@/lib/db'
import { logSecurityEvent } from '@/lib/security-log'
import { createUser } from '@/lib/users'
import { checkCredentials, requirePassword } from './credentials'
import type { SignInSource } from './sign-in-limit'

vi.mock('@/lib/security-log', () => ({ logSecurityEvent: vi.fn() }))
beforeEach(() => vi.mocked(logSecurityEvent).mockClear())

const password = 'correct horse battery'

async function newUser(email: string) {
  const { userId } = await createUser({ name: 'Ada', email, password })
  const { teamId } = await db().membership.findFirstOrThrow({ where: { userId } })
  return { userId, teamId }
}

/** The user's ID, or the error's code. */
const check = (email: string, secret = password, { deviceId = null, address = null }: Partial<SignInSource> = {}) =>
  checkCredentials(email, secret, { deviceId, address }).then(
    ({ id }) => id,
    (error) => error.code,
  )

describe('signing in', () => {
  it('accepts only the right password', async () => {
    const { userId } = await newUser('ada@example.com')
    expect(await check('ada@example.com')).toBe(userId)
    expect(await check('ada@example.com', 'wrong')).toBe('forbidden')
    expect(await check('nobody@example.com')).toBe('forbidden')
  })

  it('is logged if it fails', async () => {
    const email = 'logged@example.com'
    const { userId } = await newUser(email)
    const address = '192.0.2.9'
    for (let failures = 0; failures < 10; failures++) {
      expect(await check(email, 'wrong', { address })).toBe('forbidden')
    }
    for (let refused = 0; refused < 2; refused++) {
      expect(await check(email, password, { address })).toBe('rate_limited')
    }
    expect(vi.mocked(logSecurityEvent).mock.calls).toEqual([
      ['signed_up', { userId }],
      ...Array.from({ length: 10 }, () => ['sign_in_failed', { email, address }]),
      // Logged once per window, so a flood does not fill the log.
      ['limit_reached', { reason: 'signIn by account', email }],
    ])
  })

  it('is blocked for a disabled user', async () => {
    const { userId } = await newUser('disabled@example.com')
    await db().user.update({ where: { id: userId }, data: { disabledAt: new Date() } })
    expect(await check('disabled@example.com')).toBe('forbidden')
  })

  it.each(['closing', 'closed'] as const)(
    'is blocked while the only team is %s, but not with another team',
    async (lifecycle) => {
      const email = `${lifecycle}@example.com`
      const { userId, teamId } = await newUser(email)
      await db().billingCustomer.create({ data: { teamId, livemode: false, lifecycle } })
      expect(await check(email)).toBe('forbidden')
      expect(await viewerFor(userId)).toBeNull()
      const other = await db().team.create({ data: { name: 'Another' } })
      await db().membership.create({ data: { teamId: other.id, userId, role: 'ADMIN' } })
      expect(await check(email)).toBe(userId)
      expect(await viewerFor(userId)).toMatchObject({ teamId: other.id })
    },
  )

  it('is blocked after ten failures, even with the right password and even if they are simultaneous', async () => {
    await newUser('guessed@example.com')
    const { userId } = await newUser('forgetful@example.com')
    await Promise.all(Array.from({ length: 10 }, () => check('guessed@example.com', 'wrong')))
    expect(await check('guessed@example.com')).toBe('rate_limited')
    for (let failures = 0; failures < 9; failures++) await check('forgetful@example.com', 'wrong')
    expect(await check('forgetful@example.com')).toBe(userId)
    await check('forgetful@example.com', 'wrong')
    expect(await check('forgetful@example.com')).toBe(userId)
  })

  it('has a separate limit in each known browser', async () => {
    const { userId } = await newUser('known@example.com')
    for (let failures = 0; failures < 10; failures++) await check('known@example.com', 'wrong', { deviceId: 'one' })
    expect(await check('known@example.com', password, { deviceId: 'one' })).toBe('rate_limited')
    expect(await check('known@example.com', password, { deviceId: 'two' })).toBe(userId)
    expect(await check('known@example.com')).toBe(userId)
  })

  it('does not count toward the address’s limit if it succeeds', async () => {
    await newUser('colleague@example.com')
    const from = { address: '192.0.2.7' }
    for (let signIns = 0; signIns < 20; signIns++) {
      expect(await check('colleague@example.com', password, from)).toMatch(/^c/)
    }
    const stranger = (attempt: number) => check(`nobody${attempt}@example.com`, 'wrong', from)
    for (let attempt = 0; attempt < 100; attempt++) expect(await stranger(attempt)).toBe('forbidden')
    expect(await stranger(100)).toBe('rate_limited')
  })

  it('leaves no timer behind', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout')
    for (let attempts = 0; attempts < 12; attempts++) {
      await check('timers@example.com', 'wrong')
    }
    expect(timers.mock.calls.filter(([, ms = 0]) => ms >= 60_000)).toEqual([])
    timers.mockRestore()
  })
})

it('confirming the current password is limited like signing in', async () => {
  const viewer = await requireViewerFor((await newUser('asked@example.com')).userId)
  const ask = (secret: string) =>
    requirePassword(viewer, secret).then(
      () => 'right',
      (error) => error.code,
    )
  expect(await ask(password)).toBe('right')
  for (let failures = 0; failures < 10; failures++) expect(await ask('wrong')).toBe('forbidden')
  expect(await ask(password)).toBe('rate_limited')
})
