import 'server-only'
import { db } from '@/lib/db'
import type { Prisma } from '@/lib/generated/prisma/client'
import type { Role } from '@/lib/generated/prisma/enums'
import { hashOf, isLive } from './sessions'

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
  readonly session: { readonly id: string; readonly signedInAt: Date; readonly lastSeenAt: Date }
  readonly [authenticated]: true
}

/** Matches teams whose account is neither closed nor being closed. */
export const openTeam = { OR: [{ billing: null }, { billing: { lifecycle: 'live' } }] } satisfies Prisma.TeamWhereInput

/** The current team is the one that the user switched to last. Users who never switched get their oldest team. */
const currentTeamFirst = [
  { selectedAt: { sort: 'desc', nulls: 'last' } },
  { createdAt: 'asc' },
] satisfies Prisma.MembershipOrderByWithRelationInput[]

/**
 * Loads the viewer for a session with one SQL statement.
 *
 * @param token the session's token
 * @returns null if the session has ended, the user is disabled or has no team, or the team is being closed
 */
export async function viewerOf(token: string, now: Date): Promise<Viewer | null> {
  const found = await db().session.findUnique({
    where: { tokenHash: hashOf(token), ...isLive(now), user: { disabledAt: null } },
    select: {
      id: true,
      signedInAt: true,
      lastSeenAt: true,
      user: {
        select: {
          id: true,
          name: true,
          email: true,
          locale: true,
          memberships: {
            where: { team: openTeam },
            orderBy: currentTeamFirst,
            take: 1,
            select: { role: true, teamId: true, team: { select: { name: true } } },
          },
        },
      },
    },
  })
  const [membership] = found?.user.memberships ?? []
  if (!found || !membership) return null
  const { user, ...session } = found
  const { id: userId, name, email, locale } = user
  const { role, teamId, team } = membership
  return { userId, teamId, role, name, email, locale, teamName: team.name, session } as Viewer
}
