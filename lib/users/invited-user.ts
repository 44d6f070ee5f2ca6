import 'server-only'
import type { Transaction } from '@/lib/db'
import { AppError } from '@/lib/errors'

/**
 * Creates a user who accepts an invitation, in the caller's transaction. The invitation's link verifies their address. They
 * join the team that invited them instead of getting their own.
 *
 * @returns the user's ID
 * @throws AppError `conflict` if the address has an account
 */
export async function insertInvitedUser(
  tx: Transaction,
  user: { name: string; email: string; passwordHash: string },
  now: Date,
): Promise<string> {
  const [created] = await tx.user.createManyAndReturn({
    data: [{ ...user, emailVerifiedAt: now }],
    skipDuplicates: true,
    select: { id: true },
  })
  if (!created) throw new AppError('conflict', 'This address already has an account. Sign in to accept the invitation.')
  return created.id
}
