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

/** What an invitation's link is for. Nothing about the team, which only the invited person may see. */
export type InvitationLink = {
  email: string
  /** True if the address has an account, which must sign in to accept. */
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
 * Looks up an invitation by its link without using it: mail scanners open links too.
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

/** The viewer's own invitation. Null if the link does not work, or belongs to someone else. */
export async function getOwnInvitation(viewer: Viewer, token: string, now: Date): Promise<OwnInvitation | null> {
  return ownInvitation({ ...isOpen(token, now), email: viewer.email })
}

/** What a person without an account sees: the link proves that the address is theirs. Null if the address has an account. */
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
 * Joins the team that invited the viewer, and switches to it.
 *
 * @throws AppError `not_found` if the link does not work or belongs to another address, `limit_reached` if the team is full
 */
export async function acceptInvitation(viewer: Viewer, token: string, now: Date): Promise<void> {
  await accept({ ...isOpen(token, now), email: viewer.email }, now, async () => viewer.userId)
}

/**
 * Creates an account for the invited address, which the link proves, and joins the team. The user gets no team of their own.
 *
 * @param input a checked name and password
 * @returns the new user's id
 * @throws AppError `not_found` if the link does not work, `conflict` if the address has an account, `invalid` for a
 *   password that is easy to guess, `conflict` also if the team is full
 */
export async function acceptAsNewUser(
  { token, name, password }: { token: string; name: string; password: string },
  now: Date,
): Promise<string> {
  // Hashing takes a while, so strangers must not cause it without a link.
  const link = await getInvitationLink(token, now)
  if (!link) throw noLongerWorks()
  await requireGoodPassword(password, link.email)
  const passwordHash = await hashPassword(password)
  return accept(isOpen(token, now), now, (tx, email) => insertInvitedUser(tx, { name, email, passwordHash }, now))
}

/** Declines the viewer's invitation. Throws `AppError('not_found')` if the link does not work or is for another address. */
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
      // Someone who is in the team already keeps their role.
      update: { selectedAt: now },
    })
    return userId
  })
  logSecurityEvent('member_joined', { userId, teamId })
  return userId
}
