import { describe, expect, it } from 'vitest'
import { join, newTeam, rolesIn } from '@/dev/testing/teams'
import { requireViewerFor, viewerFor } from '@/dev/testing/viewers'
import { db } from '@/lib/db'
import type { Role } from '@/lib/generated/prisma/enums'
import {
  changeRole,
  createTeam,
  leaveTeam,
  listMembers,
  listTeams,
  removeMember,
  switchTeam,
  transferOwnership,
  updateTeamName,
} from '.'

const roles = ['OWNER', 'ADMIN', 'MEMBER'] as const

describe('changing roles', () => {
  const allowed: Record<Role, string[]> = {
    OWNER: roles.flatMap((from) => roles.map((to) => `${from}>${to}`)),
    ADMIN: ['ADMIN>ADMIN', 'ADMIN>MEMBER', 'MEMBER>ADMIN', 'MEMBER>MEMBER'],
    MEMBER: [],
  }

  it.each(roles)('follows the rules for an %s', async (actorRole) => {
    for (const from of roles) {
      for (const to of roles) {
        const [actor, target] = await newTeam(actorRole, from, 'OWNER')
        const change = changeRole(actor, target.userId, to)
        if (allowed[actorRole].includes(`${from}>${to}`)) await change
        else await expect(change, `${actorRole}: ${from} to ${to}`).rejects.toMatchObject({ code: 'forbidden' })
        const expected = allowed[actorRole].includes(`${from}>${to}`) ? to : from
        expect((await rolesIn(actor.teamId))[target.userId]).toBe(expected)
      }
    }
  })

  it('offers exactly the roles that work', async () => {
    for (const actorRole of roles) {
      const [actor] = await newTeam(actorRole, 'OWNER', 'OWNER', 'ADMIN', 'MEMBER')
      for (const member of await listMembers(actor)) {
        const offered = allowed[actorRole].filter((change) => change.startsWith(`${member.role}>`))
        expect(member.roles.map((to) => `${member.role}>${to}`)).toEqual(offered)
      }
    }
  })

  it('takes effect with the next request, even for an admin whose page is outdated', async () => {
    const [owner, admin, member] = await newTeam('OWNER', 'ADMIN', 'MEMBER')
    await changeRole(owner, admin.userId, 'MEMBER')
    await expect(changeRole(admin, member.userId, 'ADMIN')).rejects.toMatchObject({ code: 'forbidden' })
    expect((await requireViewerFor(admin.userId)).role).toBe('MEMBER')
  })
})

describe('removing members', () => {
  it.each([
    ['OWNER', ['OWNER', 'ADMIN', 'MEMBER']],
    ['ADMIN', ['ADMIN', 'MEMBER']],
    ['MEMBER', []],
  ] as const)('follows the rules for an %s', async (actorRole, removable) => {
    for (const role of roles) {
      const [actor, target] = await newTeam(actorRole, role, 'OWNER')
      const shown = (await listMembers(actor)).find(({ userId }) => userId === target.userId)
      const canRemove = (removable as readonly Role[]).includes(role)
      expect(shown?.canRemove).toBe(canRemove)
      const removal = removeMember(actor, target.userId)
      if (canRemove) await removal
      else await expect(removal).rejects.toMatchObject({ code: 'forbidden' })
      expect(target.userId in (await rolesIn(actor.teamId))).toBe(!canRemove)
    }
  })

  it('ends access immediately and leaves the person with their own team', async () => {
    const [owner, member] = await newTeam('OWNER', 'MEMBER')
    await removeMember(owner, member.userId)
    const after = await requireViewerFor(member.userId)
    expect(after.teamId).not.toBe(owner.teamId)
    expect(after).toMatchObject({ role: 'OWNER', teamName: `${member.name}’s team` })
  })

  it('adds no team if the person has another one', async () => {
    const [owner, member] = await newTeam('OWNER', 'MEMBER')
    const { teamId } = await createTeam(member, 'Second', new Date())
    await removeMember(owner, member.userId)
    expect(await db().membership.findMany({ where: { userId: member.userId } })).toMatchObject([{ teamId }])
  })

  it('leaves a person who loses two teams at once with one team', async () => {
    const [owner, member] = await newTeam('OWNER', 'MEMBER')
    const [other] = await newTeam('OWNER')
    await db().membership.create({ data: { teamId: other.teamId, userId: member.userId, role: 'MEMBER' } })
    await Promise.all([removeMember(owner, member.userId), removeMember(other, member.userId)])
    expect(await db().membership.count({ where: { userId: member.userId } })).toBe(1)
  })
})

describe('the last owner', () => {
  const isOnlyOwner = { code: 'conflict', userMessage: expect.stringContaining('only owner') }

  it('cannot leave or be demoted', async () => {
    const [owner] = await newTeam('OWNER', 'ADMIN', 'MEMBER')
    await expect(leaveTeam(owner)).rejects.toMatchObject(isOnlyOwner)
    await expect(changeRole(owner, owner.userId, 'ADMIN')).rejects.toMatchObject(isOnlyOwner)
    await expect(removeMember(owner, owner.userId)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('remains when all owners leave at once', async () => {
    for (let round = 0; round < 5; round++) {
      const owners = await newTeam('OWNER', 'OWNER', 'OWNER')
      const results = await Promise.allSettled(owners.map((owner) => leaveTeam(owner)))
      expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
      expect(Object.values(await rolesIn(owners[0].teamId))).toEqual(['OWNER'])
    }
  })

  it('remains when two owners demote each other at once', async () => {
    const [ada, bob] = await newTeam('OWNER', 'OWNER')
    await Promise.allSettled([changeRole(ada, bob.userId, 'MEMBER'), changeRole(bob, ada.userId, 'MEMBER')])
    expect(Object.values(await rolesIn(ada.teamId)).sort()).toEqual(['MEMBER', 'OWNER'])
  })

  it('can transfer ownership and leave', async () => {
    const [owner, member] = await newTeam('OWNER', 'MEMBER')
    await transferOwnership(owner, member.userId)
    expect(await rolesIn(owner.teamId)).toEqual({ [owner.userId]: 'ADMIN', [member.userId]: 'OWNER' })
    await leaveTeam(owner)
    expect(await rolesIn(owner.teamId)).toEqual({ [member.userId]: 'OWNER' })
  })
})

it('lets only owners transfer ownership, and only to others', async () => {
  const [owner, admin, member] = await newTeam('OWNER', 'ADMIN', 'MEMBER')
  for (const viewer of [admin, member]) {
    await expect(transferOwnership(viewer, viewer.userId)).rejects.toMatchObject({ code: 'forbidden' })
  }
  await expect(transferOwnership(owner, owner.userId)).rejects.toMatchObject({ code: 'conflict' })
})

it('does not find other teams’ members', async () => {
  const [owner] = await newTeam('OWNER')
  const [stranger, theirs] = await newTeam('OWNER', 'MEMBER')
  for (const attempt of [
    () => changeRole(owner, theirs.userId, 'ADMIN'),
    () => removeMember(owner, theirs.userId),
    () => transferOwnership(owner, theirs.userId),
    () => switchTeam(owner, stranger.teamId, new Date()),
  ]) {
    await expect(attempt()).rejects.toMatchObject({ code: 'not_found' })
  }
  expect(await listMembers(owner)).toHaveLength(1)
})

it('lets owners and admins rename the team', async () => {
  const [owner, admin, member] = await newTeam('OWNER', 'ADMIN', 'MEMBER')
  await updateTeamName(owner, 'Engines')
  await updateTeamName(admin, 'Looms')
  await expect(updateTeamName(member, 'Mine')).rejects.toMatchObject({ code: 'forbidden' })
  expect((await requireViewerFor(member.userId)).teamName).toBe('Looms')
})

describe('the current team', () => {
  it('is the oldest one until the user switches or creates another', async () => {
    const [owner] = await newTeam('OWNER')
    const [other] = await newTeam('OWNER')
    await db().membership.create({ data: { teamId: other.teamId, userId: owner.userId, role: 'MEMBER' } })
    expect((await requireViewerFor(owner.userId)).teamId).toBe(owner.teamId)
    await switchTeam(owner, other.teamId, new Date())
    expect(await requireViewerFor(owner.userId)).toMatchObject({ teamId: other.teamId, role: 'MEMBER' })
    const { teamId } = await createTeam(owner, 'Third', new Date())
    expect(await requireViewerFor(owner.userId)).toMatchObject({ teamId, role: 'OWNER', teamName: 'Third' })
    expect(await listTeams(owner)).toHaveLength(3)
  })

  it('falls back to another one when its account is being closed', async () => {
    const [owner] = await newTeam('OWNER')
    const { teamId } = await createTeam(owner, 'Closing', new Date())
    await db().billingCustomer.create({ data: { teamId, livemode: false, lifecycle: 'closing' } })
    expect((await requireViewerFor(owner.userId)).teamId).toBe(owner.teamId)
    await expect(switchTeam(owner, teamId, new Date())).rejects.toMatchObject({ code: 'not_found' })
  })
})

it('a former member has no viewer for the team', async () => {
  const [owner] = await newTeam('OWNER')
  const member = await join(owner.teamId, 'MEMBER')
  await db().membership.deleteMany({ where: { userId: member.userId } })
  expect(await viewerFor(member.userId)).toBeNull()
})

it('limits how many teams one user creates', async () => {
  const [owner, other] = await newTeam('OWNER', 'OWNER')
  for (let count = 0; count < 20; count++) await createTeam(owner, 'Looms', new Date())
  await expect(createTeam(owner, 'Looms', new Date())).rejects.toMatchObject({ code: 'rate_limited' })
  expect(await listTeams(owner)).toHaveLength(21)
  await createTeam(other, 'Looms', new Date())
})
