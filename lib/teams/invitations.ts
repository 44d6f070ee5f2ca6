import 'server-only'
import type { Viewer } from '@/lib/auth'
import { memberLimitOf } from '@/lib/billing'
import { db, type Transaction } from '@/lib/db'
import { AppError } from '@/lib/errors'
import type { Role } from '@/lib/generated/prisma/enums'
import { requireWithinLimit } from '@/lib/rate-limit'
import { logSecurityEvent } from '@/lib/security-log'
import { enqueueInvitation, expiryOf, isPending } from './invitation-rows'
import { lockRoster } from './roster'
import { canManageTeam } from './rules'
import { type Invited, reserveSeat } from './seats'

const onlyManagers = 'Only owners and admins can manage invitations.'

export type InvitationItem = {
  id: string
  email: string
  role: Role
  expiresAt: Date
  status: 'sent' | 'expired' | 'waiting_for_seat'
}

/** The team's invitations that nobody has accepted yet, newest first. Empty for a MEMBER. */
export async function listInvitations(viewer: Viewer, now: Date): Promise<InvitationItem[]> {
  if (!canManageTeam(viewer.role)) return []
  const rows = await db().invitation.findMany({
    where: { teamId: viewer.teamId, ...isPending },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: { id: true, email: true, role: true, expiresAt: true, nextSeatCheckAt: true },
  })
  return rows.map(({ nextSeatCheckAt, ...row }) => {
    const status = row.expiresAt <= now ? 'expired' : nextSeatCheckAt ? 'waiting_for_seat' : 'sent'
    return { ...row, status }
  })
}

/**
 * Invites someone to the viewer's team by email. An expired invitation is renewed. If all paid seats are taken, the
 * invitation waits for a free seat.
 *
 * @param input a validated email address in lower case, and the role
 * @param now the current time
 * @throws AppError `forbidden` for a MEMBER, `conflict` if the person is in the team or already invited, `limit_reached` if
 *   the plan does not allow more members, `rate_limited` after too many invitations
 */
export async function inviteMember(
  viewer: Viewer,
  { email, role }: { email: string; role: 'ADMIN' | 'MEMBER' },
  now: Date,
): Promise<Invited> {
  const { teamId } = viewer
  await requireMailAllowed(viewer, email)
  const limit = await memberLimitOf(teamId)
  const invited = await db().$transaction(async (tx) => {
    const { members } = await lockForInviting(tx, viewer)
    const isMember = await tx.membership.count({ where: { teamId, user: { email } } })
    if (isMember > 0) throw new AppError('conflict', `${email} is already in your team.`)
    const found = await tx.invitation.findFirst({ where: { teamId, email, ...isPending } })
    if (found && found.expiresAt > now) {
      throw new AppError('conflict', `${email} is already invited. You can send the email again below.`)
    }
    const result = await reserveSeat(tx, { teamId, members, limit, now })
    const invitation = { role, invitedById: viewer.userId, createdAt: now, ...fresh(result, now) }
    const { id } = found
      ? await tx.invitation.update({ where: { id: found.id, teamId }, data: invitation })
      : await tx.invitation.create({ data: { teamId, email, ...invitation } })
    if (result.kind === 'sent') await enqueueInvitation(tx, id, now)
    return result
  })
  logSecurityEvent('member_invited', { userId: viewer.userId, teamId, email, role })
  return invited
}

/**
 * Sends an invitation again, for another seven days. Its earlier link stops working.
 *
 * @throws AppError `forbidden` for a MEMBER, `not_found` if it is no longer pending or belongs to another team,
 *   `limit_reached` and `rate_limited` as `inviteMember` does
 */
export async function resendInvitation(viewer: Viewer, invitationId: string, now: Date): Promise<Invited> {
  const { teamId } = viewer
  const known = await db().invitation.findFirst({ where: { id: invitationId, teamId }, select: { email: true } })
  if (!known) throw notPending()
  await requireMailAllowed(viewer, known.email)
  const limit = await memberLimitOf(teamId)
  return db().$transaction(async (tx) => {
    const { members } = await lockForInviting(tx, viewer)
    const found = await tx.invitation.findFirst({ where: { id: invitationId, teamId, ...isPending } })
    if (!found) throw notPending()
    const result = await reserveSeat(tx, { teamId, members, limit, now, except: found.id })
    const data = { invitedById: viewer.userId, ...fresh(result, now) }
    await tx.invitation.update({ where: { id: found.id, teamId }, data })
    if (result.kind === 'sent') await enqueueInvitation(tx, found.id, now)
    return result
  })
}

/**
 * Revokes an invitation. Its link stops working.
 *
 * @throws AppError `forbidden` for a MEMBER, `not_found` if it is no longer pending or belongs to another team
 */
export async function revokeInvitation(viewer: Viewer, invitationId: string, now: Date): Promise<void> {
  await db().$transaction(async (tx) => {
    await lockForInviting(tx, viewer)
    const { count } = await tx.invitation.updateMany({
      where: { id: invitationId, teamId: viewer.teamId, ...isPending },
      data: { revokedAt: now, nextSeatCheckAt: null },
    })
    if (count === 0) throw notPending()
  })
}

/**
 * Limits the emails that a user or a team can trigger, and the emails that one address can get from all teams. It also
 * rejects a MEMBER, so that they cannot use up the team's limit.
 */
async function requireMailAllowed(viewer: Viewer, email: string): Promise<void> {
  if (!canManageTeam(viewer.role)) throw new AppError('forbidden', onlyManagers)
  await requireWithinLimit('invitation', { account: viewer.userId, team: viewer.teamId })
  await requireWithinLimit('mailToAddress', { account: email })
}

function notPending(): AppError {
  return new AppError('not_found', 'That invitation was already accepted, declined, or revoked.')
}

async function lockForInviting(tx: Transaction, viewer: Viewer) {
  const roster = await lockRoster(tx, viewer)
  if (canManageTeam(roster.actor.role)) return roster
  throw new AppError('forbidden', onlyManagers)
}

function fresh({ kind }: Invited, now: Date) {
  // The old link stops working now, not when the new email is sent.
  return { expiresAt: expiryOf(now), tokenHash: null, nextSeatCheckAt: kind === 'needs_seat' ? now : null }
}

const keptDays = 30

/**
 * Deletes invitations that expired at least 30 days ago, accepted or not, because they contain people's addresses.
 *
 * @returns how many were deleted
 */
export async function pruneInvitations(now: Date): Promise<number> {
  const before = new Date(now.getTime() - keptDays * 86_400_000)
  const { count } = await db().invitation.deleteMany({ where: { expiresAt: { lt: before } } })
  return count
}
