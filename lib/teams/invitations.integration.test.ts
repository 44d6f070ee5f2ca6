import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invite, later, newAddress, proTeam, tokenFor } from '@/dev/testing/invitations'
import { received } from '@/dev/testing/mailbox'
import { newOwner, openShop, standIn } from '@/dev/testing/shop'
import { join, newUser, rolesIn } from '@/dev/testing/teams'
import { requireViewerFor } from '@/dev/testing/viewers'
import { db } from '@/lib/db'
import { requireWithinLimit } from '@/lib/rate-limit'
import {
  acceptAsNewUser,
  acceptInvitation,
  declineInvitation,
  deliverInvitations,
  getInvitationLink,
  getNewUserInvitation,
  getOwnInvitation,
  inviteMember,
  listInvitations,
  pruneInvitations,
  resendInvitation,
  revokeInvitation,
} from '.'

beforeAll(openShop)
afterAll(() => standIn.close())

const noLongerWorks = { code: 'not_found' }

describe('accepting', () => {
  it('adds an existing user to the team only once', async () => {
    const owner = await proTeam()
    const guest = await newOwner()
    const { token } = await invite(owner, guest.email)
    expect(await getOwnInvitation(guest, token, new Date())).toEqual({
      teamName: owner.teamName,
      role: 'MEMBER',
      invitedBy: owner.email,
    })
    await acceptInvitation(guest, token, new Date())
    expect(await requireViewerFor(guest.userId)).toMatchObject({ teamId: owner.teamId, role: 'MEMBER' })
    await expect(acceptInvitation(guest, token, new Date())).rejects.toMatchObject(noLongerWorks)
    expect(await listInvitations(owner, new Date())).toEqual([])
  })

  it('creates an account without its own team', async () => {
    const owner = await proTeam()
    const { token, email } = await invite(owner)
    expect(await getInvitationLink(token, new Date())).toEqual({ email, hasAccount: false })
    expect(await getNewUserInvitation(token, new Date())).toMatchObject({ teamName: owner.teamName })
    const userId = await acceptAsNewUser({ token, name: 'Guest', password: 'correct horse battery' }, new Date())
    expect(await requireViewerFor(userId)).toMatchObject({ email, teamId: owner.teamId, role: 'MEMBER', name: 'Guest' })
    expect(await db().membership.count({ where: { userId } })).toBe(1)
    await expect(
      acceptAsNewUser({ token, name: 'Again', password: 'correct horse battery' }, new Date()),
    ).rejects.toMatchObject(noLongerWorks)
  })

  it('creates one account if the form is submitted twice at once', async () => {
    const owner = await proTeam()
    const { token, email } = await invite(owner)
    const attempt = () => acceptAsNewUser({ token, name: 'Guest', password: 'correct horse battery' }, new Date())
    const results = await Promise.allSettled([attempt(), attempt()])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await db().user.count({ where: { email } })).toBe(1)
  })

  it('does not take over an existing account', async () => {
    const owner = await proTeam()
    const { token, email } = await invite(owner)
    await newUser(email)
    expect(await getNewUserInvitation(token, new Date())).toBeNull()
    await expect(
      acceptAsNewUser({ token, name: 'Guest', password: 'correct horse battery' }, new Date()),
    ).rejects.toMatchObject({
      code: 'conflict',
    })
    expect(await getInvitationLink(token, new Date())).toEqual({ email, hasAccount: true })
  })

  it('is denied to other addresses, which learn nothing about the team', async () => {
    const owner = await proTeam()
    const { token } = await invite(owner)
    const stranger = await newOwner()
    expect(await getOwnInvitation(stranger, token, new Date())).toBeNull()
    await expect(acceptInvitation(stranger, token, new Date())).rejects.toMatchObject(noLongerWorks)
    await expect(declineInvitation(stranger, token, new Date())).rejects.toMatchObject(noLongerWorks)
    expect(Object.keys(await rolesIn(owner.teamId))).toEqual([owner.userId])
  })

  it('is impossible once the link has expired or the invitation was revoked, declined, or sent again', async () => {
    const owner = await proTeam()
    const guest = await newOwner()
    const accept = (token: string, now = new Date()) => acceptInvitation(guest, token, now)

    const first = await invite(owner, guest.email)
    await expect(accept(first.token, later(7.1))).rejects.toMatchObject(noLongerWorks)
    expect(await getInvitationLink(first.token, later(7.1))).toBeNull()

    await resendInvitation(owner, first.id, later(0.1))
    await expect(accept(first.token)).rejects.toMatchObject(noLongerWorks)

    const second = await tokenFor(guest.email, later(0.1))
    await revokeInvitation(owner, first.id, new Date())
    await expect(accept(second)).rejects.toMatchObject(noLongerWorks)

    const third = await invite(owner, guest.email)
    await declineInvitation(guest, third.token, new Date())
    await expect(accept(third.token)).rejects.toMatchObject(noLongerWorks)
    expect(await rolesIn(owner.teamId)).toEqual({ [owner.userId]: 'OWNER' })
  })

  it('is impossible while the team’s account is being closed', async () => {
    const owner = await proTeam()
    const { token } = await invite(owner)
    await db().billingCustomer.update({ where: { teamId: owner.teamId }, data: { lifecycle: 'closing' } })
    expect(await getInvitationLink(token, new Date())).toBeNull()
  })
})

describe('inviting', () => {
  it('is for owners and admins only', async () => {
    const owner = await proTeam()
    const [admin, member] = [await join(owner.teamId, 'ADMIN'), await join(owner.teamId, 'MEMBER')]
    const { id } = await invite(admin)
    const forbidden = { code: 'forbidden' }
    await expect(invite(member)).rejects.toMatchObject(forbidden)
    await expect(resendInvitation(member, id, new Date())).rejects.toMatchObject(forbidden)
    await expect(revokeInvitation(member, id, new Date())).rejects.toMatchObject(forbidden)
    expect(await listInvitations(member, new Date())).toEqual([])
  })

  it('rejects members and people who are already invited', async () => {
    const owner = await proTeam()
    const member = await join(owner.teamId, 'MEMBER')
    await expect(invite(owner, member.email)).rejects.toMatchObject({ code: 'conflict' })
    const { email } = await invite(owner)
    await expect(invite(owner, email)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('renews an expired invitation', async () => {
    const owner = await proTeam()
    const { email, id } = await invite(owner)
    const input = { email, role: 'ADMIN' } as const
    expect(await inviteMember(owner, input, later(8))).toEqual({ kind: 'sent' })
    expect(await listInvitations(owner, later(8))).toMatchObject([{ id, role: 'ADMIN', status: 'sent' }])
  })

  it('creates one invitation if the form is submitted twice at once', async () => {
    const owner = await proTeam()
    const input = { email: newAddress(), role: 'MEMBER' } as const
    await Promise.allSettled([inviteMember(owner, input, new Date()), inviteMember(owner, input, new Date())])
    expect(await listInvitations(owner, new Date())).toHaveLength(1)
  })

  it('does not find other teams’ invitations', async () => {
    const [owner, other] = [await proTeam(), await proTeam()]
    const { id } = await invite(other)
    await expect(resendInvitation(owner, id, new Date())).rejects.toMatchObject({ code: 'not_found' })
    await expect(revokeInvitation(owner, id, new Date())).rejects.toMatchObject({ code: 'not_found' })
    expect(await listInvitations(owner, new Date())).toEqual([])
  })

  it('stores no token and does not send revoked invitations', async () => {
    const owner = await proTeam()
    const email = newAddress()
    await inviteMember(owner, { email, role: 'MEMBER' }, new Date())
    const [row] = await listInvitations(owner, new Date())
    await revokeInvitation(owner, row?.id ?? '', new Date())
    await deliverInvitations(new Date())
    expect(received.filter(({ to }) => to === email)).toEqual([])

    const { token, id } = await invite(owner)
    const stored = await db().invitation.findUnique({ where: { id } })
    const queued = await db().outboxMessage.findMany({ where: { kind: 'invitation.send' } })
    expect(JSON.stringify([stored, queued])).not.toContain(token)
  })
})

it('limits the invitations of one user, in however many teams', async () => {
  const owner = await proTeam()
  const other = await requireViewerFor((await proTeam()).userId)
  await db().membership.create({ data: { teamId: other.teamId, userId: owner.userId, role: 'ADMIN' } })
  const elsewhere = { ...owner, teamId: other.teamId }
  for (let count = 0; count < 100; count++) await requireWithinLimit('invitation', { account: owner.userId, team: 'x' })
  await expect(invite(elsewhere)).rejects.toMatchObject({ code: 'rate_limited' })
  await invite(other)
})

it('deletes invitations 30 days after they expire', async () => {
  const owner = await proTeam()
  const { id } = await invite(owner)
  await pruneInvitations(later(36))
  expect(await db().invitation.count({ where: { id } })).toBe(1)
  await pruneInvitations(later(38))
  expect(await db().invitation.count({ where: { id } })).toBe(0)
})
