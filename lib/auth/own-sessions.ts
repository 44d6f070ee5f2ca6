import 'server-only'
import { db } from '@/lib/db'
import { logSecurityEvent } from '@/lib/security-log'
import { type Device, endSessions, isLive } from './sessions'
import type { Viewer } from './viewer'

/** A session as its user sees it. */
type OwnSession = Device & { id: string; signedInAt: Date; lastSeenAt: Date; isCurrent: boolean }

/** The viewer's sessions: the current one first, then the most recently used. */
export async function listSessions(viewer: Viewer, now: Date): Promise<OwnSession[]> {
  const rows = await db().session.findMany({
    where: { userId: viewer.userId, ...isLive(now) },
    orderBy: [{ lastSeenAt: 'desc' }, { id: 'asc' }],
    select: { id: true, device: true, address: true, signedInAt: true, lastSeenAt: true },
  })
  const sessions = rows.map((row) => ({ ...row, isCurrent: row.id === viewer.session.id }))
  return sessions.sort((one, other) => Number(other.isCurrent) - Number(one.isCurrent))
}

/** Ends one of the viewer's sessions. Does nothing if the session has ended or belongs to someone else. */
export async function revokeSession(viewer: Viewer, id: string): Promise<void> {
  const { count } = await db().session.deleteMany({ where: { id, userId: viewer.userId } })
  if (count > 0) logSecurityEvent('session_revoked', { userId: viewer.userId, targetId: id })
}

/** Ends all of the viewer's sessions except the current one. */
export async function revokeOtherSessions(viewer: Viewer): Promise<void> {
  await endSessions(db(), viewer.userId, viewer.session.id)
  logSecurityEvent('sessions_revoked', { userId: viewer.userId })
}
