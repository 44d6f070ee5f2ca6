import 'server-only'
import { openTeam, type Viewer } from '@/lib/auth'
import { type MemberLimit, memberLimitOf } from '@/lib/billing'
import { db, type Transaction } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { enqueueInvitation, expiryOf, isPending } from './invitation-rows'
import { lockTeam } from './roster'
import type { Member } from './rules'

/** Matches invitations that hold a seat: the email was sent, and it can still be accepted. */
const holdsSeat = (now: Date) => ({ ...isPending, nextSeatCheckAt: null, expiresAt: { gt: now } })

/** How many places members and invitations take, and how many the team's plan allows. */
export type MemberUsage = MemberLimit & { members: number; invited: number }

/** How many members and invitations the viewer's team has, and how many members its plan allows. */
export async function memberUsage(viewer: Viewer, now: Date): Promise<MemberUsage> {
  const { teamId } = viewer
  const [members, invited, limit] = await Promise.all([
    db().membership.count({ where: { teamId } }),
    db().invitation.count({ where: { teamId, ...holdsSeat(now) } }),
    memberLimitOf(teamId),
  ])
  return { members, invited, ...limit }
}

/** The result of an invitation. With `needs_seat`, it is sent once the team pays for `seats` seats. */
export type Invited = { kind: 'sent' } | { kind: 'needs_seat'; seats: number }

type Reservation = { teamId: string; members: Member[]; limit: MemberLimit; now: Date; except?: string }

/** Decides whether the team has room for one more person. Call it while holding the team's lock. */
export async function reserveSeat(tx: Transaction, reservation: Reservation): Promise<Invited> {
  const { teamId, limit, now, except } = reservation
  const invited = await tx.invitation.count({ where: { teamId, ...holdsSeat(now), id: { not: except } } })
  const needed = reservation.members.length + invited + 1
  if (limit.max === null || needed <= limit.max) return { kind: 'sent' }
  if (limit.seatsMax !== null && needed <= limit.seatsMax) return { kind: 'needs_seat', seats: needed }
  if (limit.seatsMax !== null) {
    throw new AppError('conflict', `${limit.planName} supports at most ${limit.seatsMax} seats. Contact us for more.`)
  }
  const members = `${limit.max} ${limit.max === 1 ? 'member' : 'members'}`
  throw new AppError(
    'limit_reached',
    `${limit.planName} includes ${members}, counting invitations. Upgrade to invite more.`,
  )
}

const seatCheckPauseMs = 30_000

/**
 * Sends invitations that were waiting for a seat and now have one, because the team bought a seat or someone left. Called by the
 * background loop.
 *
 * @returns how many were sent
 */
export async function releaseInvitations(now: Date): Promise<number> {
  const due = await db().invitation.findMany({
    where: { nextSeatCheckAt: { lte: now }, ...isPending, expiresAt: { gt: now }, team: openTeam },
    orderBy: { nextSeatCheckAt: 'asc' },
    take: 20,
    select: { id: true, teamId: true },
  })
  let sent = 0
  for (const { id, teamId } of due) {
    const limit = await memberLimitOf(teamId)
    if (await release(id, teamId, limit, now)) sent++
  }
  return sent
}

async function release(id: string, teamId: string, limit: MemberLimit, now: Date): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const members = await lockTeam(tx, teamId)
    const invited = await tx.invitation.count({ where: { teamId, ...holdsSeat(now) } })
    const hasSeat = limit.max === null || members.length + invited < limit.max
    const { count } = await tx.invitation.updateMany({
      where: { id, teamId, ...isPending, nextSeatCheckAt: { lte: now } },
      data: hasSeat
        ? { nextSeatCheckAt: null, expiresAt: expiryOf(now) }
        : { nextSeatCheckAt: new Date(now.getTime() + seatCheckPauseMs) },
    })
    if (count === 0 || !hasSeat) return false
    await enqueueInvitation(tx, id, now)
    return true
  })
}
