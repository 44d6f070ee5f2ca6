import 'server-only'
import { db } from '@/lib/db'
import { verifyPassword } from '@/lib/password'
import { clearFailedSignIns, countSignIn } from './sign-in-limit'
import { openTeam } from './viewer'

/**
 * Finds the user whom an e-mail address and a password stand for. It takes as long for an unknown address as for a known
 * one. Somebody whose account is being closed, and who has no other team, is nobody any more.
 *
 * @returns the user's id and session epoch; null when they do not match
 */
export async function userByPassword(email: string, password: string): Promise<{ id: string; epoch: number } | null> {
  const isOpen = { OR: [{ memberships: { none: {} } }, { memberships: { some: { team: openTeam } } }] }
  const user = await db().user.findUnique({ where: { email, ...isOpen } })
  const matches = await verifyPassword(user?.passwordHash ?? null, password)
  return user && matches ? { id: user.id, epoch: user.sessionEpoch } : null
}

/**
 * `userByPassword` within the limit of failed attempts. Every way in comes through here: the sign-in form's action, and
 * the route that Auth.js has of its own.
 *
 * @returns null too when there have been too many failures, whatever the password
 */
export async function signInAttempt(email: string, password: string): Promise<{ id: string; epoch: number } | null> {
  // Counted before the password is looked at, so that many guesses at the same moment get no further than one by one.
  if (!(await countSignIn(email))) return null
  const user = await userByPassword(email, password)
  if (user) await clearFailedSignIns(email)
  return user
}
