import 'server-only'
import { openTeam, type Viewer } from '@/lib/auth'
import { memberLimitOf } from '@/lib/billing'
import { db, type Transaction } from '@/lib/db'
import { AppError } from '@/lib/errors'
import type { Role } from '@/lib/generated/prisma/enums'
import { hashPassword } from '@/lib/password'
import { requireGoodPassword } from '@/lib/password-rules'
import { logSecurityEvent } from '@/lib/security-log'
import { insertInvitedUser } from '@/lib/users'
import { isPending } from './invitation-rows'
import { lockTeam } from './roster'
import { hashOf } from './send-invitations'

/** The invitation behind a link. It says nothing about the team, because only the invited person is allowed to see that. */
export type InvitationLink = {
  email: string
  /** True if the address has an account. Its owner must sign in to accept. */
  hasAccount: boolean
}

/** What the invited person sees before they accept. */
export type OwnInvitation = { teamName: string; role: Role; invitedBy: string | null }

const isOpen = (token: string, now: Date) => ({
  tokenHash: hashOf(token),
  ...isPending,
  expiresAt: { gt: now },
  team: openTeam,
})

/**
 * Looks up an invitation by its link without using the link, because mail scanners open links too.
 *
 * @param token from the link
 * @returns null if the link is unknown, expired, revoked, replaced, or used
 */
export async function getInvitationLink(token: string, now: Date): Promise<InvitationLink | null> {
  const found = await db().invitation.findFirst({ where: isOpen(token, now), select: { email: true } })
  if (!found) return null
  const users = await db().user.count({ where: { email: found.email } })
  return { email: found.email, hasAccount: users > 0 }
}

/** The viewer's own invitation. Null if the link is not valid or belongs to someone else. */
export async function getOwnInvitation(viewer: Viewer, token: string, now: Date): Promise<OwnInvitation | null> {
  return ownInvitation({ ...isOpen(token, now), email: viewer.email })
}

/** What someone without an account sees. The link verifies that the address is theirs. Null if the address has an account. */
export async function getNewUserInvitation(token: string, now: Date): Promise<OwnInvitation | null> {
  const link = await getInvitationLink(token, now)
  return link && !link.hasAccount ? ownInvitation(isOpen(token, now)) : null
}

async function ownInvitation(where: ReturnType<typeof isOpen> & { email?: string }): Promise<OwnInvitation | null> {
  const found = await db().invitation.findFirst({
    where,
    select: { role: true, team: { select: { name: true } }, invitedBy: { select: { email: true } } },
  })
  return found && { teamName: found.team.name, role: found.role, invitedBy: found.invitedBy?.email ?? null }
}

/**
 * Adds the viewer to the team that invited them and switches to it.
 *
 * @throws AppError `not_found` if the link is not valid or belongs to another address, `limit_reached` if the team is full
 */
export async function acceptInvitation(viewer: Viewer, token: string, now: Date): Promise<void> {
  await accept({ ...isOpen(token, now), email: viewer.email }, now, async () => viewer.userId)
}

/**
 * Creates an account for the invited address, which the link verifies, and adds the user to the team. They get no other team.
 *
 * @param input a validated name and password
 * @returns the new user's ID
 * @throws AppError `not_found` if the link is not valid, `conflict` if the address has an account, `invalid` for a
 *   password that is easy to guess. `conflict` can also mean that the team is full.
 */
export async function acceptAsNewUser(
  { token, name, password }: { token: string; name: string; password: string },
  now: Date,
): Promise<string> {
  // Hashing takes a while, so strangers must not be able to trigger it without a link.
  const link = await getInvitationLink(token, now)
  if (!link) throw noLongerWorks()
  await requireGoodPassword(password, link.email)
  const passwordHash = await hashPassword(password)
  return accept(isOpen(token, now), now, (tx, email) => insertInvitedUser(tx, { name, email, passwordHash }, now))
}

/** Declines the viewer's invitation. Throws `AppError('not_found')` if the link is not valid or is for another address. */
export async function declineInvitation(viewer: Viewer, token: string, now: Date): Promise<void> {
  const where = { ...isOpen(token, now), email: viewer.email }
  const { count } = await db().invitation.updateMany({ where, data: { revokedAt: now } })
  if (count === 0) throw noLongerWorks()
}

function noLongerWorks(): AppError {
  return new AppError('not_found', 'This invitation no longer works. Ask for a new one.')
}

async function accept(
  where: ReturnType<typeof isOpen> & { email?: string },
  now: Date,
  getUser: (tx: Transaction, email: string) => Promise<string>,
): Promise<string> {
  const found = await db().invitation.findFirst({ where, select: { id: true, teamId: true } })
  if (!found) throw noLongerWorks()
  const { id, teamId } = found
  const limit = await memberLimitOf(teamId)
  const userId = await db().$transaction(async (tx) => {
    const members = await lockTeam(tx, teamId)
    const [used] = await tx.invitation.updateManyAndReturn({ where: { id, ...where }, data: { acceptedAt: now } })
    if (!used) throw noLongerWorks()
    const userId = await getUser(tx, used.email)
    const isMember = members.some((member) => member.userId === userId)
    if (!isMember && limit.max !== null && members.length >= limit.max) {
      throw new AppError(
        'conflict',
        'This team has no free seat at the moment. Ask the person who invited you to add one.',
      )
    }
    await tx.membership.upsert({
      where: { teamId_userId: { teamId, userId } },
      create: { teamId, userId, role: used.role, selectedAt: now },
      // Someone who is already in the team keeps their role.
      update: { selectedAt: now },
    })
    return userId
  })
  logSecurityEvent('member_joined', { userId, teamId })
  return userId
}
