import 'server-only'
import type { Viewer } from '@/lib/auth'
import { db } from '@/lib/db'
import { enqueueMail, welcomeMail } from '@/lib/email'
import { AppError } from '@/lib/errors'
import { Prisma } from '@/lib/generated/prisma/client'
import { hashPassword } from '@/lib/password'
import { logSecurityEvent } from '@/lib/security-log'

export { changePassword } from './change-password'

/**
 * Creates a user, a team with the user as its OWNER, and the welcome email, in one transaction.
 *
 * @param input a checked name, email address (lower case) and password
 * @throws AppError `conflict` if the address already has an account
 */
export async function createUser(input: {
  name: string
  email: string
  password: string
}): Promise<{ userId: string }> {
  const { name, email } = input
  const passwordHash = await hashPassword(input.password)
  try {
    const created = await db().$transaction(async (tx) => {
      const user = await tx.user.create({ data: { name, email, passwordHash } })
      const team = await tx.team.create({ data: { name: `${name}’s team` } })
      await tx.membership.create({ data: { teamId: team.id, userId: user.id, role: 'OWNER' } })
      await enqueueMail(tx, 'welcome', user.id, welcomeMail({ name, email }))
      return { userId: user.id }
    })
    logSecurityEvent('signed_up', created)
    return created
  } catch (error) {
    const isTaken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002'
    if (!isTaken) throw error
    throw new AppError('conflict', 'An account with that email already exists. Sign in instead.', { cause: error })
  }
}

/** Changes the viewer's own name. */
export async function updateName(viewer: Viewer, name: string): Promise<void> {
  await db().user.update({ where: { id: viewer.userId }, data: { name } })
}
