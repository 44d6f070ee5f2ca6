import 'server-only'
import { openTeam, type Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { requireWithinLimit } from '@/lib/rate-limit'
import { lockRoster } from './roster'
import { canManageTeam } from './rules'

export type TeamItem = { id: string; name: string }

/** The teams that the viewer belongs to, by name. */
export async function listTeams(viewer: Viewer): Promise<TeamItem[]> {
  return db().team.findMany({
    where: { memberships: { some: { userId: viewer.userId } }, AND: openTeam },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true },
  })
}

/**
 * Creates another team, with the viewer as its OWNER, and switches to it. It starts on the free plan.
 *
 * @throws AppError `rate_limited` after too many teams
 */
export async function createTeam(viewer: Viewer, name: string, now: Date): Promise<{ teamId: string }> {
  await requireWithinLimit('teamCreation', { account: viewer.userId })
  return db().$transaction(async (tx) => {
    const team = await tx.team.create({ data: { name } })
    const data = { teamId: team.id, userId: viewer.userId, role: 'OWNER' as const, selectedAt: now }
    await tx.membership.create({ data })
    return { teamId: team.id }
  })
}

/**
 * Makes one of the viewer's teams the current one, in all of their browsers.
 *
 * @throws AppError `not_found` for a team that the viewer does not belong to
 */
export async function switchTeam(viewer: Viewer, teamId: string, now: Date): Promise<void> {
  const { count } = await db().membership.updateMany({
    where: { teamId, userId: viewer.userId, team: openTeam },
    data: { selectedAt: now },
  })
  if (count === 0) throw new AppError('not_found', 'You’re no longer a member of that team.')
}

/** Renames the viewer's team. Throws `AppError('forbidden')` for a MEMBER. */
export async function updateTeamName(viewer: Viewer, name: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const { actor } = await lockRoster(tx, viewer)
    if (!canManageTeam(actor.role)) throw new AppError('forbidden', 'Only owners and admins can rename the team.')
    await tx.team.update({ where: { id: viewer.teamId }, data: { name } })
  })
}
