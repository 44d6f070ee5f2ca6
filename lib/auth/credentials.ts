import 'server-only'
import { db } from '@/lib/db'
import { verifyPassword } from '@/lib/password'
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
