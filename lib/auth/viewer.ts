import 'server-only'
import { db } from '@/lib/db'
import type { Prisma } from '@/lib/generated/prisma/client'
import type { Role } from '@/lib/generated/prisma/enums'

declare const authenticated: unique symbol

/**
 * Somebody who is signed in, acting for one team. Only this folder can make one, and every domain function takes it
 * first, so an unauthenticated call does not compile.
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

/** A team whose account is not being closed, nor closed. */
export const openTeam = { OR: [{ billing: null }, { billing: { lifecycle: 'live' } }] } satisfies Prisma.TeamWhereInput

/**
 * Turns what a session says into a viewer, by the database: a deleted user, a user of no team, one whose team's account is
 * being closed, or a session that was ended (its epoch is old) is nobody. One SQL statement.
 *
 * @param userId the session's subject
 * @param sessionEpoch the epoch that the session was issued in
 * @returns the viewer, or null when the session no longer stands for anybody
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
