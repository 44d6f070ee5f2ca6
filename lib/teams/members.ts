import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import type { Role } from '@/lib/generated/prisma/enums'
import { logSecurityEvent } from '@/lib/security-log'
import { keepInATeam, lockRoster, requireMember } from './roster'
import { canRemove, isLastOwner, rolesFor } from './rules'

export type MemberItem = {
  userId: string
  name: string
  email: string
  role: Role
  /** The roles that the viewer can give to this member. Empty if there is nothing to choose. */
  roles: Role[]
  canRemove: boolean
}

const makeOwnerFirst = 'You’re the only owner of this team. Make someone else an owner first.'

/** The members of the viewer's team: owners first, then admins, each in the order in which they joined. */
export async function listMembers(viewer: Viewer): Promise<MemberItem[]> {
  const rows = await db().membership.findMany({
    where: { teamId: viewer.teamId },
    orderBy: [{ role: 'asc' }, { createdAt: 'asc' }, { userId: 'asc' }],
    select: { userId: true, role: true, user: { select: { name: true, email: true } } },
  })
  return rows.map(({ userId, role, user }) => {
    const member = { userId, role }
    // The last owner keeps the role, so there is no choice to show.
    const roles = isLastOwner(rows, userId) ? [] : rolesFor(viewer, member)
    return { ...member, ...user, roles, canRemove: canRemove(viewer, member) }
  })
}

/**
 * Changes the role of a member or the viewer.
 *
 * @param role OWNER only if the viewer is an OWNER
 * @throws AppError `not_found` for someone outside the team, `forbidden` if the viewer cannot give that role to this member,
 *   `conflict` for the last owner
 */
export async function changeRole(viewer: Viewer, userId: string, role: Role): Promise<void> {
  const { teamId } = viewer
  await db().$transaction(async (tx) => {
    const { actor, members } = await lockRoster(tx, viewer)
    const target = requireMember(members, userId)
    if (!rolesFor(actor, target).includes(role)) {
      throw new AppError('forbidden', whyRoleDenied(actor.role, target.role))
    }
    if (role !== 'OWNER' && isLastOwner(members, userId)) throw new AppError('conflict', makeOwnerFirst)
    await tx.membership.update({ where: { teamId_userId: { teamId, userId } }, data: { role } })
  })
  logSecurityEvent('role_changed', { userId: viewer.userId, teamId, targetId: userId, role })
}

function whyRoleDenied(actor: Role, target: Role): string {
  if (actor === 'MEMBER') return 'Only owners and admins can change roles.'
  return target === 'OWNER' ? 'Only an owner can change an owner’s role.' : 'Only an owner can make someone an owner.'
}

/**
 * Removes someone from the team. Their access ends with their next request. The number of paid seats stays the same.
 *
 * @throws AppError `not_found` for someone outside the team, `forbidden` if the viewer cannot remove them, `conflict` for
 *   the viewer, who can leave instead
 */
export async function removeMember(viewer: Viewer, userId: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const { actor, members } = await lockRoster(tx, viewer)
    const target = requireMember(members, userId)
    if (target.userId === actor.userId) throw new AppError('conflict', 'To remove yourself, leave the team.')
    if (!canRemove(actor, target)) {
      const who =
        actor.role === 'MEMBER' ? 'Only owners and admins can remove people.' : 'Only an owner can remove an owner.'
      throw new AppError('forbidden', who)
    }
    await tx.membership.delete({ where: { teamId_userId: { teamId: viewer.teamId, userId } } })
    await keepInATeam(tx, userId)
  })
  logSecurityEvent('member_removed', { userId: viewer.userId, teamId: viewer.teamId, targetId: userId })
}

/**
 * Ends the viewer's own membership. A user without another team gets a new one.
 *
 * @throws AppError `conflict` for the last owner
 */
export async function leaveTeam(viewer: Viewer): Promise<void> {
  const { teamId, userId } = viewer
  await db().$transaction(async (tx) => {
    const { members } = await lockRoster(tx, viewer)
    if (isLastOwner(members, userId)) throw new AppError('conflict', makeOwnerFirst)
    await tx.membership.delete({ where: { teamId_userId: { teamId, userId } } })
    await keepInATeam(tx, userId)
  })
  logSecurityEvent('member_removed', { userId, teamId, targetId: userId })
}

/**
 * Makes another member the owner, and the viewer an admin.
 *
 * @throws AppError `forbidden` unless the viewer is an OWNER, `not_found` for someone outside the team, `conflict` for the
 *   viewer
 */
export async function transferOwnership(viewer: Viewer, userId: string): Promise<void> {
  const { teamId } = viewer
  await db().$transaction(async (tx) => {
    const { actor, members } = await lockRoster(tx, viewer)
    if (actor.role !== 'OWNER') throw new AppError('forbidden', 'Only an owner can transfer ownership.')
    const target = requireMember(members, userId)
    if (target.userId === actor.userId)
      throw new AppError('conflict', 'You already own this team. Choose someone else.')
    await tx.membership.update({ where: { teamId_userId: { teamId, userId } }, data: { role: 'OWNER' } })
    await tx.membership.update({
      where: { teamId_userId: { teamId, userId: viewer.userId } },
      data: { role: 'ADMIN' },
    })
  })
  logSecurityEvent('ownership_transferred', { userId: viewer.userId, teamId, targetId: userId })
}
