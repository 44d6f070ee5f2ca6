import { describe, expect, it, vi } from 'vitest'
import { db } from '@/lib/db'
import { createUser } from '@/lib/users'
import { signInAttempt, userByPassword } from './credentials'
import { viewerOf } from './viewer'

const password = 'correct horse battery'

async function newUser(email: string) {
  const { userId } = await createUser({ name: 'Ada', email, password })
  const { teamId } = await db().membership.findFirstOrThrow({ where: { userId } })
  return { userId, teamId }
}

describe('signing in', () => {
  it('accepts only the right password', async () => {
    const { userId } = await newUser('ada@example.com')
    expect(await userByPassword('ada@example.com', password)).toEqual({ id: userId, epoch: 0 })
    expect(await userByPassword('ada@example.com', 'wrong')).toBeNull()
    expect(await userByPassword('nobody@example.com', password)).toBeNull()
  })

  it.each(['closing', 'closed'] as const)(
    'is blocked while the only team is %s, but not with another team',
    async (lifecycle) => {
      const email = `${lifecycle}@example.com`
      const { userId, teamId } = await newUser(email)
      await db().billingCustomer.create({ data: { teamId, livemode: false, lifecycle } })
      expect(await userByPassword(email, password)).toBeNull()
      expect(await viewerOf(userId, 0)).toBeNull()
      const other = await db().team.create({ data: { name: 'Another' } })
      await db().membership.create({ data: { teamId: other.id, userId, role: 'ADMIN' } })
      expect(await userByPassword(email, password)).toMatchObject({ id: userId })
      expect(await viewerOf(userId, 0)).toMatchObject({ teamId: other.id })
    },
  )

  it('is blocked after ten failures, even with the right password and even if they are simultaneous', async () => {
    await newUser('guessed@example.com')
    await newUser('forgetful@example.com')
    const guess = () => signInAttempt('guessed@example.com', 'wrong', null)
    const attempt = (secret: string) => signInAttempt('forgetful@example.com', secret, null)
    await Promise.all(Array.from({ length: 10 }, guess))
    await expect(signInAttempt('guessed@example.com', password, null)).rejects.toMatchObject({ code: 'rate_limited' })
    for (let failures = 0; failures < 9; failures++) await attempt('wrong')
    expect(await attempt(password)).not.toBeNull()
    await attempt('wrong')
    expect(await attempt(password)).not.toBeNull()
  })

  it('does not count for an address when it succeeds', async () => {
    await newUser('colleague@example.com')
    const colleague = (secret: string) => signInAttempt('colleague@example.com', secret, '192.0.2.7')
    for (let signIns = 0; signIns < 20; signIns++) expect(await colleague(password)).not.toBeNull()
    const stranger = (attempt: number) => signInAttempt(`nobody${attempt}@example.com`, 'wrong', '192.0.2.7')
    for (let attempt = 0; attempt < 100; attempt++) expect(await stranger(attempt)).toBeNull()
    await expect(stranger(100)).rejects.toMatchObject({ code: 'rate_limited' })
  })

  it('leaves no timer behind', async () => {
    const timers = vi.spyOn(globalThis, 'setTimeout')
    for (let attempts = 0; attempts < 12; attempts++) {
      await signInAttempt('timers@example.com', 'wrong', null).catch(() => null)
    }
    expect(timers.mock.calls.filter(([, ms = 0]) => ms >= 60_000)).toEqual([])
    timers.mockRestore()
  })
})
