import { describe, expect, it } from 'vitest'
import { inbox, later, newEmail, newUser, now, password, userWith } from '@/dev/testing/people'
import { requireViewerFor } from '@/dev/testing/viewers'
import { db } from '@/lib/db'
import { deliverMail } from '@/lib/email'
import {
  cancelEmailChange,
  deliverEmailLinks,
  getEmailChangeLink,
  getPendingEmailChange,
  redeemEmailChangeLink,
  requestEmailChange,
} from '.'

describe('changing the email address', () => {
  async function requested(address = newEmail()) {
    const { email, userId } = await newUser()
    const viewer = await requireViewerFor(userId)
    await requestEmailChange(viewer, address, now)
    await deliverEmailLinks(now)
    const mails = inbox()
    const tokenFor = (to: string) => mails.find((mail) => mail.to === to)?.token ?? ''
    return { email, userId, viewer, address, confirm: tokenFor(address), approve: tokenFor(email) }
  }

  it.each(['new', 'current'] as const)('needs confirmation from both addresses (the %s one first)', async (first) => {
    const { email, userId, viewer, address, confirm, approve } = await requested()
    const [one, other] = first === 'new' ? [confirm, approve] : [approve, confirm]
    expect(await getEmailChangeLink(confirm, now)).toEqual({ kind: 'confirm', newEmail: address })
    expect(await getEmailChangeLink(approve, now)).toEqual({ kind: 'approve', newEmail: address })
    expect(await redeemEmailChangeLink(one, now)).toBe('waiting')
    expect(await redeemEmailChangeLink(one, now)).toBeNull()
    expect(await getPendingEmailChange(viewer, now)).toEqual({
      newEmail: address,
      isConfirmed: first === 'new',
      isApproved: first === 'current',
    })
    expect(await userWith(email, password)).not.toBeNull()
    expect(await redeemEmailChangeLink(other, now)).toBe('changed')
    expect(await userWith(email, password)).toBeNull()
    expect(await userWith(address, password)).toMatchObject({ id: userId })
    expect(await getPendingEmailChange(viewer, now)).toBeNull()
    await deliverMail(new Date())
    expect(
      inbox()
        .map(({ to }) => to)
        .sort(),
    ).toEqual([address, email].sort())
  })

  it('accepts both links at the same time', async () => {
    const { userId, address, confirm, approve } = await requested()
    const results = await Promise.all([redeemEmailChangeLink(confirm, now), redeemEmailChangeLink(approve, now)])
    expect(results.sort()).toEqual(['changed', 'waiting'])
    expect(await db().user.findUnique({ where: { id: userId } })).toMatchObject({ email: address })
  })

  it('ends when it is canceled, replaced, or expired', async () => {
    const canceled = await requested()
    await cancelEmailChange(canceled.viewer)
    const replaced = await requested()
    await requestEmailChange(replaced.viewer, newEmail(), now)
    for (const { confirm, approve } of [canceled, replaced]) {
      expect(await redeemEmailChangeLink(confirm, now)).toBeNull()
      expect(await redeemEmailChangeLink(approve, now)).toBeNull()
    }
    const expired = await requested()
    expect(await redeemEmailChangeLink(expired.confirm, later(25 * 60))).toBeNull()
  })

  it('reveals only in the email to the new address that it has an account', async () => {
    const taken = await newUser()
    const { viewer, confirm, approve } = await requested(taken.email)
    expect(await getPendingEmailChange(viewer, now)).toMatchObject({ newEmail: taken.email })
    expect(confirm).toBe('')
    expect(await redeemEmailChangeLink(approve, now)).toBe('waiting')
  })

  it('rejects the current address', async () => {
    const { viewer } = await requested()
    await expect(requestEmailChange(viewer, viewer.email, now)).rejects.toMatchObject({ field: 'email' })
  })
})
