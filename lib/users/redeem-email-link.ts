import 'server-only'
import { z } from 'zod'
import {
  type EmailToken,
  endLockout,
  endSessions,
  findEmailToken,
  redeemEmailToken,
  revokeEmailTokens,
} from '@/lib/auth'
import { db, type Transaction } from '@/lib/db'
import { enqueueMail, passwordChangedMail } from '@/lib/email'
import { localPathOf } from '@/lib/local-path'
import { hashPassword } from '@/lib/password'
import { requireGoodPassword } from '@/lib/password-rules'
import { logSecurityEvent } from '@/lib/security-log'
import { insertUser, orConflict } from './create-user'

/** The user to sign in and the page to open next. */
type SignIn = { userId: string; next: string }

const nextSchema = z.object({ next: z.string().optional() })

/**
 * Looks up a link without using it.
 *
 * @param token from the link; undefined if the URL has none
 * @returns the address it was sent to; null if the link is not valid
 */
export async function getEmailLink(
  purpose: 'SIGN_UP' | 'SIGN_IN' | 'RESET_PASSWORD',
  token: string | undefined,
  now: Date,
): Promise<{ email: string } | null> {
  const found = await findEmailToken([purpose], token, now)
  return found && { email: found.email }
}

/**
 * Creates the account for a sign-up link: a user with a verified address, a team, and the welcome email.
 *
 * @param input a validated name, and a password of 8 to 128 characters
 * @returns the new user, and the page to open next; null if the link is not valid
 * @throws AppError `invalid` for a password that is too easy to guess, `conflict` if the address has an account by
 *   then
 */
export async function completeSignUp(
  { token, name, password }: { token: string; name: string; password: string },
  now: Date,
): Promise<SignIn | null> {
  const found = await findEmailToken(['SIGN_UP'], token, now)
  if (!found) return null
  await requireGoodPassword(password, found.email)
  const passwordHash = await hashPassword(password)
  const created = await orConflict(
    db().$transaction(async (tx) => {
      const used = await redeemEmailToken(tx, 'SIGN_UP', token, now)
      if (!used) return null
      const { userId } = await insertUser(tx, { name, email: used.email, passwordHash }, now)
      return { userId, next: nextOf(used) }
    }),
  )
  if (created) logSecurityEvent('signed_up', { userId: created.userId })
  return created
}

/**
 * Uses a sign-in link. The caller then signs in the user.
 *
 * @returns the user, and the page to open next; null if the link is not valid
 */
export function redeemSignInLink(token: string, now: Date): Promise<SignIn | null> {
  return db().$transaction(async (tx) => {
    const used = await redeemEmailToken(tx, 'SIGN_IN', token, now)
    const userId = used && (await verifyOwner(tx, used, now))
    return userId ? { userId, next: nextOf(used) } : null
  })
}

/**
 * Sets a new password with a reset link. Ends the user's sessions, invalidates every other link sent to them, and notifies
 * them by email.
 *
 * @param input a password of 8 to 128 characters
 * @returns the page to open after signing in; null if the link is not valid
 * @throws AppError `invalid` for a password that is too easy to guess
 */
export async function resetPassword(
  { token, password }: { token: string; password: string },
  now: Date,
): Promise<{ next: string } | null> {
  const found = await findEmailToken(['RESET_PASSWORD'], token, now)
  if (!found) return null
  const { email } = found
  await requireGoodPassword(password, email)
  const passwordHash = await hashPassword(password)
  const used = await db().$transaction(async (tx) => {
    const used = await redeemEmailToken(tx, 'RESET_PASSWORD', token, now)
    const userId = used && (await verifyOwner(tx, used, now))
    if (!userId) return null
    await tx.user.update({ where: { id: userId }, data: { passwordHash } })
    await endSessions(tx, userId)
    await revokeEmailTokens(tx, userId)
    await enqueueMail(tx, 'password_changed', `${userId}.${now.getTime()}`, passwordChangedMail(email))
    return used
  })
  if (!used) return null
  logSecurityEvent('password_reset', used.userId ? { userId: used.userId } : {})
  // The owner has verified their identity, so other people's guesses no longer lock them out.
  await endLockout(email)
  return { next: nextOf(used) }
}

/**
 * The user that a link belongs to. Null if their address has changed since the link was sent. Using the link verifies the
 * address.
 */
async function verifyOwner(tx: Transaction, { userId, email }: EmailToken, now: Date): Promise<string | null> {
  if (!userId) return null
  const { count } = await tx.user.updateMany({ where: { id: userId, email }, data: { emailVerifiedAt: now } })
  return count === 1 ? userId : null
}

function nextOf({ payload }: EmailToken): string {
  const parsed = nextSchema.safeParse(payload)
  return localPathOf(parsed.data?.next) ?? '/dashboard'
}
