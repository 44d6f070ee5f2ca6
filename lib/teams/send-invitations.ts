import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { openTeam } from '@/lib/auth'
import { db } from '@/lib/db'
import { invitationMail, sendMail } from '@/lib/email'
import { env } from '@/lib/env'
import { deliverDue, type OutboxItem } from '@/lib/outbox'
import { invitationDays, isPending } from './invitation-rows'

const payloadSchema = z.object({ invitationId: z.string() })

/** How a role reads in a sentence. */
const phrases = { OWNER: 'an owner', ADMIN: 'an admin', MEMBER: 'a member' } as const

/** The stored form of an invitation's token. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Sends the invitations that are due at `now`, and returns how many were sent. Failed ones are retried. */
export function deliverInvitations(now: Date): Promise<number> {
  return deliverDue('invitation', now, (item) => send(item, now))
}

async function send({ kind, key, payload, attempts }: OutboxItem, now: Date): Promise<void> {
  const { invitationId: id } = payloadSchema.parse(payload)
  const token = randomBytes(32).toString('base64url')
  // Each attempt has a new token, and only the newest one works. A revoked invitation is not sent.
  const { count } = await db().invitation.updateMany({
    where: { id, ...isPending, nextSeatCheckAt: null, expiresAt: { gt: now }, team: openTeam },
    data: { tokenHash: hashOf(token) },
  })
  if (count === 0) return
  const { email, role, team, invitedBy } = await db().invitation.findUniqueOrThrow({
    where: { id },
    select: {
      email: true,
      role: true,
      team: { select: { name: true } },
      invitedBy: { select: { email: true } },
    },
  })
  const mail = invitationMail({
    to: email,
    from: invitedBy?.email ?? null,
    teamName: team.name,
    role: phrases[role],
    url: `${env().APP_URL}/invitations/accept?token=${token}`,
    days: invitationDays,
  })
  await sendMail(mail, `${kind}.${key}.${attempts}`)
}
