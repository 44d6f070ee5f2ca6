import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { db, type Transaction } from '@/lib/db'
import { AppError } from '@/lib/errors'

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

/** A session ends this long after its last use. */
export const sessionIdleMs = 14 * dayMs
/** A session ends this long after its sign-in, even if it is in use. */
export const sessionLifetimeMs = 90 * dayMs
/** How long the app trusts a sign-in as proof that the user is at the keyboard. */
export const freshSignInMs = 10 * minuteMs
/** The last use of a session is written at most this often. */
const lastSeenIntervalMs = 5 * minuteMs

/** What a session remembers about its browser. */
export type Device = { device: string; address: string | null }

/** The hash that a session is stored under. Someone who reads the table cannot create a cookie from it. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

/** Matches sessions that are neither idle nor too old. */
export function isLive(now: Date) {
  return { expiresAt: { gt: now }, lastSeenAt: { gt: new Date(now.getTime() - sessionIdleMs) } }
}

/**
 * Creates a session for a user who has just signed in.
 *
 * @param user with the password hash from when they proved who they are
 * @param replaced the token of the browser's previous session, which ends
 * @returns the new session's token, for the browser's cookie. Only its hash is stored.
 * @throws AppError `forbidden` if the password was changed, or the user disabled, in the meantime
 */
export async function createSession(
  { id: userId, passwordHash }: { id: string; passwordHash: string },
  device: Device,
  now: Date,
  replaced: string | null = null,
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const expiresAt = new Date(now.getTime() + sessionLifetimeMs)
  const data = { userId, tokenHash: hashOf(token), ...device, signedInAt: now, lastSeenAt: now, expiresAt }
  await db().$transaction(async (tx) => {
    // Waits for a change of the password, which would otherwise not see this session and leave it open.
    const [user] = await tx.$queryRaw<object[]>`
      SELECT 1 FROM "User" WHERE "id" = ${userId} AND "passwordHash" = ${passwordHash} AND "disabledAt" IS NULL FOR SHARE`
    if (!user) throw new AppError('forbidden', 'Your password was changed in the meantime. Sign in again.')
    if (replaced) await tx.session.deleteMany({ where: { tokenHash: hashOf(replaced) } })
    await tx.session.create({ data })
  })
  return token
}

/** Ends the session with this token, if there is one. */
export async function deleteSession(token: string): Promise<void> {
  await db().session.deleteMany({ where: { tokenHash: hashOf(token) } })
}

/** True if the session's last use needs to be recorded again. */
export function isLastSeenDue(session: { lastSeenAt: Date }, now: Date): boolean {
  return now.getTime() - session.lastSeenAt.getTime() >= lastSeenIntervalMs
}

/** Records that a session was used. Simultaneous requests write only once. */
export async function recordLastSeen(id: string, address: string | null, now: Date): Promise<void> {
  const due = { lte: new Date(now.getTime() - lastSeenIntervalMs) }
  await db().session.updateMany({ where: { id, lastSeenAt: due }, data: { lastSeenAt: now, address } })
}

/**
 * Ends a user's sessions, in the same transaction as the change that requires it, for example a new password.
 *
 * @param keptId the session that stays open
 */
export async function endSessions(tx: Transaction, userId: string, keptId?: string): Promise<void> {
  await tx.session.deleteMany({ where: { userId, ...(keptId ? { id: { not: keptId } } : {}) } })
}

/**
 * Deletes expired sessions.
 *
 * @returns how many were deleted
 */
export async function pruneSessions(now: Date): Promise<number> {
  const { count } = await db().session.deleteMany({ where: { NOT: isLive(now) } })
  return count
}
