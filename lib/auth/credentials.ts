import 'server-only'
import { db } from '@/lib/db'
import { verifyPassword } from '@/lib/password'
import { clearFailedSignIns, countSignIn } from './sign-in-limit'
import { openTeam } from './viewer'

/**
 * Finds the user with this email and password. An unknown address takes as long as a known one. A user whose only team is
 * being closed is not found.
 *
 * @returns the user's id and session epoch; null if they do not match
 */
export async function userByPassword(email: string, password: string): Promise<{ id: string; epoch: number } | null> {
  const isOpen = { OR: [{ memberships: { none: {} } }, { memberships: { some: { team: openTeam } } }] }
  const user = await db().user.findUnique({ where: { email, ...isOpen } })
  const matches = await verifyPassword(user?.passwordHash ?? null, password)
  return user && matches ? { id: user.id, epoch: user.sessionEpoch } : null
}

/**
 * `userByPassword` with a limit on failed attempts. Both the sign-in form and Auth.js's own route use it.
 *
 * @param address the client's address, if it is known
 * @returns null if they do not match
 * @throws AppError `rate_limited` after too many failures, even if the password is correct; `unavailable` if too many
 *   people are signing in
 */
export async function signInAttempt(
  email: string,
  password: string,
  address: string | null,
): Promise<{ id: string; epoch: number } | null> {
  const source = { account: email, address }
  // Count before checking the password, so that parallel guesses are limited like sequential ones.
  await countSignIn(source)
  const user = await userByPassword(email, password)
  if (user) await clearFailedSignIns(source)
  return user
}
