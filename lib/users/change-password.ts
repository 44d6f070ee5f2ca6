import 'server-only'
import { endSessions, requirePassword, revokeEmailTokens, type Viewer, wrongPassword } from '@/lib/auth'
import { db } from '@/lib/db'
import { enqueueMail, passwordChangedMail } from '@/lib/email'
import { hashPassword } from '@/lib/password'
import { requireGoodPassword } from '@/lib/password-rules'
import { logSecurityEvent } from '@/lib/security-log'

/**
 * Changes the viewer's password, ends their other sessions, invalidates their emailed links, and notifies them by email.
 *
 * @param input the current password and a validated new one
 * @throws AppError `invalid` for a password that is too easy to guess; `forbidden` if the current password is wrong; `rate_limited` after ten failures in fifteen minutes
 */
export async function changePassword(
  viewer: Viewer,
  input: { currentPassword: string; password: string },
  now: Date,
): Promise<void> {
  const proved = await requirePassword(viewer, input.currentPassword)
  await requireGoodPassword(input.password, viewer.email)
  const passwordHash = await hashPassword(input.password)
  const { userId, email, session } = viewer
  await db().$transaction(async (tx) => {
    // Whoever knows the old password must not undo a change that is made at the same moment.
    const unchanged = { id: userId, passwordHash: proved.passwordHash }
    const { count } = await tx.user.updateMany({ where: unchanged, data: { passwordHash } })
    if (count === 0) throw wrongPassword()
    await endSessions(tx, userId, session.id)
    await revokeEmailTokens(tx, userId)
    await enqueueMail(tx, 'password_changed', `${userId}.${now.getTime()}`, passwordChangedMail(email))
  })
  logSecurityEvent('password_changed', { userId })
}
