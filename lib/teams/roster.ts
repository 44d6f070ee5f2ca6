import 'server-only'
import { openTeam, type Viewer } from '@/lib/auth'
import type { Transaction } from '@/lib/db'
import { AppError } from '@/lib/errors'
import type { Member } from './rules'

/**
 * Locks a team until the transaction ends, so that changes to its members and invitations happen one at a time.
 * Otherwise, two owners who leave at the same time could each find that the other one is still there.
 */
export async function lockTeam(tx: Transaction, teamId: string): Promise<Member[]> {
  await tx.$queryRaw`SELECT 1 FROM "Team" WHERE "id" = ${teamId} FOR UPDATE`
  return tx.membership.findMany({ where: { teamId }, select: { userId: true, role: true } })
}

/**
 * Locks the viewer's team and reads its members. The viewer's role may have changed since the request began, so rules use
 * the role that this returns.
 *
 * @throws AppError `forbidden` if the viewer is no longer in the team
 */
export async function lockRoster(tx: Transaction, viewer: Viewer): Promise<{ actor: Member; members: Member[] }> {
  const members = await lockTeam(tx, viewer.teamId)
  const actor = members.find(({ userId }) => userId === viewer.userId)
  if (!actor) throw new AppError('forbidden', 'You’re no longer a member of this team.')
  return { actor, members }
}

/** Finds a member by their user ID. Throws `AppError('not_found')` for anyone else. */
export function requireMember(members: Member[], userId: string): Member {
  const member = members.find((one) => one.userId === userId)
  if (!member) throw new AppError('not_found', 'That person is no longer in your team.')
  return member
}

/**
 * Creates a new team for a user who has just lost their last one, so that they can still sign in. Locks the user, who might
 * lose another team at the same time.
 */
export async function keepInATeam(tx: Transaction, userId: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${userId} FOR NO KEY UPDATE`
  if ((await tx.membership.count({ where: { userId, team: openTeam } })) > 0) return
  const { name } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { name: true } })
  const team = await tx.team.create({ data: { name: `${name}’s team` } })
  await tx.membership.create({ data: { teamId: team.id, userId, role: 'OWNER' } })
}
