import 'server-only'
import { db } from '@/lib/db'
import type { Prisma } from '@/lib/generated/prisma/client'
import type { Role } from '@/lib/generated/prisma/enums'

declare const authenticated: unique symbol

/**
 * A signed-in user acting for one team. Only this folder can create one, and every domain function takes it first, so an
 * unauthenticated call does not compile.
 */
export type Viewer = {
  readonly userId: string
  readonly teamId: string
  readonly role: Role
  readonly name: string
  readonly email: string
  readonly teamName: string
  readonly locale: string
  readonly [authenticated]: true
}

/** Matches teams whose account is neither closed nor being closed. */
export const openTeam = { OR: [{ billing: null }, { billing: { lifecycle: 'live' } }] } satisfies Prisma.TeamWhereInput

/**
 * Loads the viewer for a session with one SQL statement.
 *
 * @param userId the session's subject
 * @param sessionEpoch the epoch in which the session was issued
 * @returns null if the session was ended, the user was deleted or has no team, or the team's account is being closed
 */
export async function viewerOf(userId: string, sessionEpoch: number): Promise<Viewer | null> {
  const membership = await db().membership.findFirst({
    where: { userId, user: { sessionEpoch }, team: openTeam },
    orderBy: { createdAt: 'asc' },
    select: {
      role: true,
      teamId: true,
      team: { select: { name: true } },
      user: { select: { id: true, name: true, email: true, locale: true } },
    },
  })
  if (!membership) return null
  const { role, teamId, team, user } = membership
  const { name, email, locale } = user
  return { userId: user.id, teamId, role, name, email, locale, teamName: team.name } as Viewer
}
