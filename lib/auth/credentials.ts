import 'server-only'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { verifyPassword } from '@/lib/password'
import { forgetAccount, requireWithinLimit } from '@/lib/rate-limit'
import { logSecurityEvent } from '@/lib/security-log'
import { clearFailedSignIns, countSignIn, type SignInSource } from './sign-in-limit'
import { openTeam, type Viewer } from './viewer'

/** A user who is allowed to sign in. `passwordHash` is what was stored when they proved who they are. */
export type SignInUser = { id: string; email: string; passwordHash: string }

const canSignIn = {
  disabledAt: null,
  OR: [{ memberships: { none: {} } }, { memberships: { some: { team: openTeam } } }],
}

/**
 * Finds the user with this email and password. Checking an unknown address takes as long as checking a known one. Users who
 * are disabled are not found, nor are users whose only team is being closed.
 *
 * @param source where the attempt comes from
 * @throws AppError `forbidden` for a wrong password or an unknown address, with the same message; `rate_limited` after
 *   too many failures, even if the password is correct; `unavailable` if too many people are signing in
 */
export async function checkCredentials(email: string, password: string, source: SignInSource): Promise<SignInUser> {
  // Count before checking the password, so that parallel guesses are limited too.
  await countSignIn(email, source)
  const user = await db().user.findUnique({ where: { email, ...canSignIn } })
  const matches = await verifyPassword(user?.passwordHash ?? null, password)
  if (!user || !matches) {
    logSecurityEvent('sign_in_failed', { email, address: source.address })
    throw new AppError('forbidden', 'Incorrect email or password.')
  }
  await clearFailedSignIns(email, source)
  return { id: user.id, email, passwordHash: user.passwordHash }
}

/**
 * Finds a user who has verified their identity without a password.
 *
 * @throws AppError `forbidden` if the user is disabled, or if their only team is being closed
 */
export async function requireSignInUser(id: string): Promise<SignInUser> {
  const select = { id: true, email: true, passwordHash: true }
  const user = await db().user.findUnique({ where: { id, ...canSignIn }, select })
  if (!user) throw new AppError('forbidden', 'This account is closed.')
  return user
}

/**
 * Checks the viewer's own password before a sensitive change.
 *
 * @returns the viewer with the hash that the password matched. Another request may replace it at any time.
 * @throws AppError `forbidden` if it is wrong; `rate_limited` after too many failures
 */
export async function requirePassword(viewer: Viewer, password: string): Promise<SignInUser> {
  const account = viewer.userId
  await requireWithinLimit('passwordConfirmation', { account })
  const user = await db().user.findUnique({ where: { id: viewer.userId }, select: { passwordHash: true } })
  const matches = await verifyPassword(user?.passwordHash ?? null, password)
  if (!user || !matches) throw wrongPassword()
  await forgetAccount('passwordConfirmation', account)
  return { id: viewer.userId, email: viewer.email, ...user }
}

/** The viewer's own password was wrong, or was changed while it was checked. */
export function wrongPassword(): AppError {
  return new AppError('forbidden', 'Incorrect password.')
}
