import 'server-only'
import { type EmailToken, findEmailToken, redeemEmailToken, revokeEmailTokens, type Viewer } from '@/lib/auth'
import { db, type Transaction } from '@/lib/db'
import { emailChangedMail, enqueueMail } from '@/lib/email'
import { AppError } from '@/lib/errors'
import type { EmailChange } from '@/lib/generated/prisma/client'
import { logSecurityEvent } from '@/lib/security-log'
import { orConflict } from './create-user'
import { enqueueEmailLink } from './request-email-link'

const changeMs = 24 * 3_600_000
const purposes = ['CONFIRM_EMAIL_CHANGE', 'APPROVE_EMAIL_CHANGE'] as const

/** A pending change, and which addresses have confirmed it so far. */
export type PendingEmailChange = { newEmail: string; isConfirmed: boolean; isApproved: boolean }

/**
 * Requests a change of the viewer's email address. It sends one link to the new address and one to the current address. The
 * change takes effect when both links have been used. A new request replaces the old one.
 *
 * @param newEmail in lower case. Only the email to it reveals whether it has an account.
 * @throws AppError `invalid` if it is the current address
 */
export async function requestEmailChange(viewer: Viewer, newEmail: string, now: Date): Promise<void> {
  const { userId, email } = viewer
  if (newEmail === email) throw new AppError('invalid', 'This is your current address.', { field: 'email' })
  const data = { newEmail, confirmedAt: null, approvedAt: null, expiresAt: new Date(now.getTime() + changeMs) }
  await db().$transaction(async (tx) => {
    await deleteLinks(tx, userId)
    await tx.emailChange.upsert({ where: { userId }, create: { userId, ...data }, update: data })
    await enqueueEmailLink(tx, 'confirm_email', newEmail, { userId }, now)
    await enqueueEmailLink(tx, 'approve_email', email, { userId }, now)
  })
}

/** Cancels the viewer's pending change of their email address, if there is one. */
export async function cancelEmailChange({ userId }: Viewer): Promise<void> {
  await db().$transaction(async (tx) => {
    await deleteLinks(tx, userId)
    await tx.emailChange.deleteMany({ where: { userId } })
  })
}

/** The viewer's pending change of their email address, or null. */
export async function getPendingEmailChange({ userId }: Viewer, now: Date): Promise<PendingEmailChange | null> {
  const change = await db().emailChange.findFirst({ where: { userId, expiresAt: { gt: now } } })
  if (!change) return null
  return { newEmail: change.newEmail, isConfirmed: change.confirmedAt !== null, isApproved: change.approvedAt !== null }
}

/**
 * Returns what a link to change an address would do, without using the link.
 *
 * @returns whether it confirms the new address or approves the change from the current one; null if it is not
 *   valid
 */
export async function getEmailChangeLink(
  token: string | undefined,
  now: Date,
): Promise<{ kind: 'confirm' | 'approve'; newEmail: string } | null> {
  const found = await findEmailToken([...purposes], token, now)
  const change = found && (await changeOf(db(), found, now))
  return change && { kind: kindOf(found), newEmail: change.newEmail }
}

/**
 * Uses a link to change an address. The second of the two links changes it, invalidates every other link, and notifies both
 * addresses.
 *
 * @returns `waiting` if the other address has not confirmed yet; null if the link is not valid
 * @throws AppError `conflict` if someone else has signed up with the new address since
 */
export async function redeemEmailChangeLink(token: string, now: Date): Promise<'changed' | 'waiting' | null> {
  const used = await orConflict(
    db().$transaction(async (tx) => {
      const used =
        (await redeemEmailToken(tx, 'CONFIRM_EMAIL_CHANGE', token, now)) ??
        (await redeemEmailToken(tx, 'APPROVE_EMAIL_CHANGE', token, now))
      const pending = used && (await changeOf(tx, used, now))
      if (!used || !pending) return null
      const agreed = kindOf(used) === 'confirm' ? { confirmedAt: now } : { approvedAt: now }
      // Locks the row, so if both links are used at once, the second one sees both.
      const change = await tx.emailChange.update({ where: { userId: pending.userId }, data: agreed })
      const { userId } = change
      if (!change.confirmedAt || !change.approvedAt) return { outcome: 'waiting' as const, userId }
      await changeEmail(tx, change, now)
      return { outcome: 'changed' as const, userId }
    }),
  )
  if (used?.outcome === 'changed') logSecurityEvent('email_changed', { userId: used.userId })
  return used?.outcome ?? null
}

async function changeEmail(tx: Transaction, { userId, newEmail }: EmailChange, now: Date): Promise<void> {
  const { email: oldEmail } = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } })
  await tx.user.update({ where: { id: userId }, data: { email: newEmail, emailVerifiedAt: now } })
  await revokeEmailTokens(tx, userId)
  for (const to of [oldEmail, newEmail]) {
    await enqueueMail(tx, 'email_changed', `${userId}.${now.getTime()}.${to}`, emailChangedMail(to, newEmail))
  }
}

/** The pending change that a link belongs to; null if another change has replaced it. */
async function changeOf(
  tx: Pick<Transaction, 'emailChange'>,
  { userId, email, purpose }: EmailToken,
  now: Date,
): Promise<EmailChange | null> {
  if (!userId) return null
  const isTheirs = purpose === 'CONFIRM_EMAIL_CHANGE' ? { newEmail: email } : { user: { email } }
  return tx.emailChange.findFirst({ where: { userId, expiresAt: { gt: now }, ...isTheirs } })
}

function kindOf({ purpose }: EmailToken): 'confirm' | 'approve' {
  return purpose === 'CONFIRM_EMAIL_CHANGE' ? 'confirm' : 'approve'
}

async function deleteLinks(tx: Transaction, userId: string): Promise<void> {
  await tx.emailToken.deleteMany({ where: { userId, purpose: { in: [...purposes] } } })
}
