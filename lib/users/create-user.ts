import 'server-only'
import { db, type Transaction } from '@/lib/db'
import { enqueueMail, welcomeMail } from '@/lib/email'
import { AppError } from '@/lib/errors'
import { Prisma } from '@/lib/generated/prisma/client'
import { hashPassword } from '@/lib/password'
import { logSecurityEvent } from '@/lib/security-log'

type NewUser = { name: string; email: string; passwordHash: string }

/**
 * Creates a user with a verified address, a team that they own, and the welcome email, in one transaction.
 *
 * @param input a validated name, email address (lower case), and password
 * @throws AppError `conflict` if the address already has an account
 */
export async function createUser(input: {
  name: string
  email: string
  password: string
}): Promise<{ userId: string }> {
  const { name, email } = input
  const passwordHash = await hashPassword(input.password)
  const created = await orConflict(db().$transaction((tx) => insertUser(tx, { name, email, passwordHash }, new Date())))
  logSecurityEvent('signed_up', created)
  return created
}

/** Like `createUser`, but in the caller's transaction. The caller wraps it in `orConflict`. */
export async function insertUser(tx: Transaction, input: NewUser, now: Date): Promise<{ userId: string }> {
  const { name, email } = input
  const user = await tx.user.create({ data: { ...input, emailVerifiedAt: now } })
  const team = await tx.team.create({ data: { name: `${name}’s team` } })
  await tx.membership.create({ data: { teamId: team.id, userId: user.id, role: 'OWNER' } })
  await enqueueMail(tx, 'welcome', user.id, welcomeMail({ name, email }))
  return { userId: user.id }
}

/** Turns the database's error for a second user with the same address into `AppError('conflict')`. */
export async function orConflict<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    const isTaken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
    if (!isTaken) throw error
    throw new AppError('conflict', 'An account with that email already exists. Sign in instead.', { cause: error })
  }
}
