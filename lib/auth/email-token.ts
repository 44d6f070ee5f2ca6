import 'server-only'
import { createHash, randomBytes } from 'node:crypto'
import { db, type Transaction } from '@/lib/db'
import type { EmailToken, Prisma } from '@/lib/generated/prisma/client'
import type { EmailTokenPurpose } from '@/lib/generated/prisma/enums'

export type { EmailToken, EmailTokenPurpose }

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** How long a link works, in milliseconds. Links that give access to an account expire sooner. */
export const emailTokenMs: Record<EmailTokenPurpose, number> = {
  SIGN_UP: 24 * hourMs,
  SIGN_IN: 15 * minuteMs,
  RESET_PASSWORD: hourMs,
  CONFIRM_EMAIL_CHANGE: 24 * hourMs,
  APPROVE_EMAIL_CHANGE: 24 * hourMs,
}

const hashOf = (token: string) => createHash('sha256').update(token).digest('hex')

/**
 * Creates the token for an emailed link. It replaces the address's earlier token for the same purpose.
 *
 * @param input `userId` is the user that the link belongs to; `payload` is data for the link's page, for example the next page
 * @param now the current time
 * @returns the token, which must only appear in the email
 */
export async function createEmailToken(
  input: { purpose: EmailTokenPurpose; email: string; userId?: string; payload?: Prisma.InputJsonObject },
  now: Date,
): Promise<string> {
  const { purpose, email, userId = null, payload = {} } = input
  const token = randomBytes(32).toString('base64url')
  const data = {
    userId,
    payload,
    tokenHash: hashOf(token),
    createdAt: now,
    expiresAt: new Date(now.getTime() + emailTokenMs[purpose]),
    usedAt: null,
  }
  await db().emailToken.upsert({
    where: { purpose_email: { purpose, email } },
    create: { purpose, email, ...data },
    update: data,
  })
  return token
}

/**
 * Looks up a token without using it. Opening a link must change nothing, because mail scanners open links too.
 *
 * @returns null for an unknown, replaced, used, or expired token
 */
export function findEmailToken(
  purposes: EmailTokenPurpose[],
  token: string | undefined,
  now: Date,
): Promise<EmailToken | null> {
  if (!token) return Promise.resolve(null)
  const isUsable = { usedAt: null, expiresAt: { gt: now } }
  return db().emailToken.findFirst({ where: { tokenHash: hashOf(token), purpose: { in: purposes }, ...isUsable } })
}

/**
 * Uses a token in the same transaction as the change it allows. If two requests use it at the same time, only one gets it.
 *
 * @returns null for an unknown, replaced, used, or expired token
 */
export async function redeemEmailToken(
  tx: Transaction,
  purpose: EmailTokenPurpose,
  token: string,
  now: Date,
): Promise<EmailToken | null> {
  const [redeemed] = await tx.emailToken.updateManyAndReturn({
    where: { tokenHash: hashOf(token), purpose, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  })
  return redeemed ?? null
}

/** Invalidates every link that was sent to a user, for example after a password change. */
export async function revokeEmailTokens(tx: Transaction, userId: string): Promise<void> {
  await tx.emailToken.deleteMany({ where: { userId } })
  await tx.emailChange.deleteMany({ where: { userId } })
}

/** Deletes expired tokens and email changes, and returns how many were deleted. */
export async function pruneEmailTokens(now: Date): Promise<number> {
  const expired = { where: { expiresAt: { lt: now } } }
  const [tokens, changes] = await Promise.all([
    db().emailToken.deleteMany(expired),
    db().emailChange.deleteMany(expired),
  ])
  return tokens.count + changes.count
}
