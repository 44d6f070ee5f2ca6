import { beforeEach, describe, expect, it } from 'vitest'
import { received } from '@/dev/testing/mailbox'
import { inbox, later, newEmail, newUser, now, password, userWith } from '@/dev/testing/people'
import { newSession } from '@/dev/testing/viewers'
import { viewerOf } from '@/lib/auth/viewer'
import { db } from '@/lib/db'
import { deliverMail } from '@/lib/email'
import {
  completeSignUp,
  deliverEmailLinks,
  getEmailLink,
  pruneEmailLinks,
  redeemEmailChangeLink,
  redeemSignInLink,
  requestEmailLink,
  requireEmailLinkAllowed,
  resetPassword,
} from '.'

async function askFor(kind: 'sign_up' | 'sign_in' | 'reset_password', email: string, at = now) {
  await requestEmailLink(kind, email, { next: '/pricing' }, at)
  await deliverEmailLinks(at)
  const [mail, ...others] = inbox()
  expect(others).toEqual([])
  if (!mail) throw new Error('no email was sent')
  expect(mail.to).toBe(email)
  return mail
}

beforeEach(() => {
  received.length = 0
})

describe('a link', () => {
  it('has a token that is only in the email, not in the database', async () => {
    const { token } = await askFor('sign_up', newEmail())
    const rows = JSON.stringify([await db().emailToken.findMany(), await db().outboxMessage.findMany()])
    expect(rows).toContain('/pricing')
    expect(rows).not.toContain(token)
  })

  it('is requested the same way for every address', async () => {
    const { email } = await newUser()
    for (const [index, address] of [email, newEmail()].entries()) {
      await requestEmailLink('sign_up', address, { next: '/pricing' }, now)
      // So far, only the request is stored, and no user was looked up.
      expect(await db().emailToken.count({ where: { email: address } })).toBe(0)
      expect(await db().outboxMessage.count({ where: { kind: 'link.sign_up', sentAt: null } })).toBe(index + 1)
    }
    await deliverEmailLinks(now)
    expect(received).toHaveLength(2)
  })

  it.each(['sign_up', 'sign_in', 'reset_password', 'confirm_email'] as const)(
    'cannot flood an inbox, no matter who requests it (%s)',
    async (kind) => {
      const email = newEmail()
      const ask = (attempt: number) => requireEmailLinkAllowed(kind, email, `192.0.2.${attempt}`)
      const asked = await Promise.allSettled(Array.from({ length: 20 }, (_, attempt) => ask(attempt)))
      const refused = asked.filter(({ status }) => status === 'rejected')
      expect(refused.length).toBeGreaterThanOrEqual(5)
      for (const one of refused) expect(one).toMatchObject({ reason: { code: 'rate_limited' } })
    },
  )

  it('still works after someone opens its page', async () => {
    const { token } = await askFor('sign_up', newEmail())
    for (let looks = 0; looks < 2; looks++) expect(await getEmailLink('SIGN_UP', token, now)).not.toBeNull()
  })

  it('works only for its purpose', async () => {
    const { email } = await newUser()
    const { token } = await askFor('sign_in', email)
    expect(await getEmailLink('RESET_PASSWORD', token, now)).toBeNull()
    expect(await resetPassword({ token, password }, now)).toBeNull()
    expect(await completeSignUp({ token, name: 'Eve', password }, now)).toBeNull()
    expect(await redeemEmailChangeLink(token, now)).toBeNull()
    expect(await redeemSignInLink(token, now)).not.toBeNull()
  })

  it('is replaced by a newer one', async () => {
    const { email } = await newUser()
    const [first, second] = [await askFor('sign_in', email), await askFor('sign_in', email)]
    expect(await redeemSignInLink(first.token, now)).toBeNull()
    expect(await redeemSignInLink(second.token, now)).not.toBeNull()
  })

  it('expires and is then deleted by the nightly job', async () => {
    const { email } = await newUser()
    const { token } = await askFor('sign_in', email)
    expect(await getEmailLink('SIGN_IN', token, later(14))).not.toBeNull()
    expect(await getEmailLink('SIGN_IN', token, later(16))).toBeNull()
    expect(await redeemSignInLink(token, later(16))).toBeNull()
    await pruneEmailLinks(later(14))
    expect(await db().emailToken.count({ where: { email } })).toBe(1)
    await pruneEmailLinks(later(25 * 60))
    expect(await db().emailToken.count({ where: { email } })).toBe(0)
    expect(await db().outboxMessage.count({ where: { kind: { startsWith: 'link.' } } })).toBe(0)
  })

  it.each(['', 'nonsense', undefined])('does not exist as %j', async (token) => {
    expect(await getEmailLink('SIGN_IN', token, now)).toBeNull()
    expect(await redeemSignInLink(token ?? '', now)).toBeNull()
  })
})

describe('signing up', () => {
  it('creates a verified owner with a team once, and returns the next page', async () => {
    const email = newEmail()
    const { token } = await askFor('sign_up', email)
    expect(await db().user.count({ where: { email } })).toBe(0)
    const input = { token, name: 'Ada', password }
    const results = await Promise.allSettled([completeSignUp(input, now), completeSignUp(input, now)])
    const created = results.flatMap((result) => (result.status === 'fulfilled' && result.value ? [result.value] : []))
    expect(created).toEqual([{ userId: expect.any(String), next: '/pricing' }])
    const user = await db().user.findUniqueOrThrow({ where: { email }, include: { memberships: true } })
    expect(user).toMatchObject({ name: 'Ada', emailVerifiedAt: now, memberships: [{ role: 'OWNER' }] })
    expect(await userWith(email, password)).not.toBeNull()
    await deliverMail(new Date())
    expect(inbox()).toMatchObject([{ to: email, text: expect.stringContaining('Hi Ada,') }])
  })

  it('keeps the link valid when the password is rejected', async () => {
    const { token } = await askFor('sign_up', newEmail())
    const attempt = (secret: string) => completeSignUp({ token, name: 'Ada', password: secret }, now)
    await expect(attempt('password1')).rejects.toMatchObject({ field: 'password' })
    expect(await attempt(password)).not.toBeNull()
  })

  it('sends a sign-in link to an address that has an account', async () => {
    const { email, userId } = await newUser()
    const { token, text } = await askFor('sign_up', email)
    expect(text).toContain('You already have')
    expect(text).toContain('/forgot-password')
    expect(await redeemSignInLink(token, now)).toEqual({ userId, next: '/pricing' })
  })

  it('reports a conflict if the address has an account by then', async () => {
    const email = newEmail()
    const { token } = await askFor('sign_up', email)
    await newUser(email)
    await expect(completeSignUp({ token, name: 'Eve', password }, now)).rejects.toMatchObject({ code: 'conflict' })
  })
})

describe('signing in by email', () => {
  it('verifies the address', async () => {
    const { email, userId } = await newUser()
    await db().user.update({ where: { email }, data: { emailVerifiedAt: null } })
    const { token } = await askFor('sign_in', email)
    expect(await redeemSignInLink(token, now)).toEqual({ userId, next: '/pricing' })
    expect(await db().user.findUnique({ where: { email } })).toMatchObject({ emailVerifiedAt: now })
    expect(await redeemSignInLink(token, now)).toBeNull()
  })

  it('fails if the address has changed', async () => {
    const { email, userId } = await newUser()
    const { token } = await askFor('sign_in', email)
    await db().user.update({ where: { id: userId }, data: { email: newEmail() } })
    expect(await redeemSignInLink(token, now)).toBeNull()
  })

  it.each(['sign_in', 'reset_password'] as const)('offers an account to an unknown address (%s)', async (kind) => {
    const email = newEmail()
    const { token, text } = await askFor(kind, email)
    expect(text).toContain('has no account')
    expect(await getEmailLink('SIGN_UP', token, now)).toEqual({ email })
  })
})

describe('resetting a password', () => {
  it('changes the password, ends sessions and other links, and notifies the user', async () => {
    const { email, userId } = await newUser()
    const signIn = await askFor('sign_in', email)
    const { token } = await askFor('reset_password', email)
    const session = await newSession(userId)
    expect(await viewerOf(session, new Date())).not.toBeNull()
    expect(await resetPassword({ token, password: 'another horse battery' }, now)).toEqual({ next: '/pricing' })
    expect(await viewerOf(session, new Date())).toBeNull()
    expect(await userWith(email, password)).toBeNull()
    expect(await userWith(email, 'another horse battery')).not.toBeNull()
    expect(await redeemSignInLink(signIn.token, now)).toBeNull()
    expect(await resetPassword({ token, password }, now)).toBeNull()
    await deliverMail(new Date())
    expect(inbox()).toMatchObject([{ to: email, text: expect.stringContaining('password was changed') }])
  })
})
