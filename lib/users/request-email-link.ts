import 'server-only'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { createEmailToken, type EmailTokenPurpose, emailTokenMs, pruneEmailTokens } from '@/lib/auth'
import { db, type Transaction } from '@/lib/db'
import {
  approveEmailMail,
  confirmEmailMail,
  emailTakenMail,
  haveAccountMail,
  type Mail,
  noAccountMail,
  resetPasswordMail,
  sendMail,
  signInMail,
  signUpMail,
} from '@/lib/email'
import { env } from '@/lib/env'
import { deleteTasks, deliverDue, enqueue, type OutboxItem } from '@/lib/outbox'

const hourMs = 3_600_000

/** What a link is for. */
export type EmailLinkKind = 'sign_up' | 'sign_in' | 'reset_password' | 'confirm_email' | 'approve_email'

/** The pages that links open. */
const paths: Record<EmailTokenPurpose, string> = {
  SIGN_UP: '/sign-up/complete',
  SIGN_IN: '/sign-in/link',
  RESET_PASSWORD: '/reset-password',
  CONFIRM_EMAIL_CHANGE: '/change-email',
  APPROVE_EMAIL_CHANGE: '/change-email',
}

/**
 * Requests an email with a link. This only stores the request. The app looks up whether the address has an account when it
 * sends the email, so the response and its timing reveal nothing. It creates the token then too, so the token is never stored.
 *
 * @param email where to send it, in lower case
 * @param payload what the link's page needs, for example `next`
 */
export async function requestEmailLink(
  kind: EmailLinkKind,
  email: string,
  payload: { next?: string; userId?: string },
  now: Date,
): Promise<void> {
  await db().$transaction((tx) => enqueueEmailLink(tx, kind, email, payload, now))
}

/** Like `requestEmailLink`, but in the caller's transaction. */
export async function enqueueEmailLink(
  tx: Transaction,
  kind: EmailLinkKind,
  email: string,
  payload: { next?: string; userId?: string },
  now: Date,
): Promise<void> {
  await enqueue(tx, `link.${kind}`, randomUUID(), { email, ...payload }, new Date(now.getTime() + hourMs))
}

/** Sends the links that are due at `now` and returns how many were sent. Failed ones are retried with a new token. */
export function deliverEmailLinks(now: Date): Promise<number> {
  return deliverDue('link', now, (item) => deliver(item, now))
}

/** Deletes expired links and requests that are older than a day. */
export async function pruneEmailLinks(now: Date): Promise<void> {
  await pruneEmailTokens(now)
  await deleteTasks('link', new Date(now.getTime() - 24 * hourMs))
}

const requestSchema = z.object({ email: z.string(), next: z.string().optional(), userId: z.string().optional() })

async function deliver({ kind, key, payload, attempts }: OutboxItem, now: Date): Promise<void> {
  const request = requestSchema.parse(payload)
  const mail = await composers[kind.slice('link.'.length) as EmailLinkKind](request, now)
  // Each attempt has a new token, so the mail server must not drop it as a copy of the previous one.
  if (mail) await sendMail(mail, `${kind}.${key}.${attempts}`)
}

type Request = z.infer<typeof requestSchema>

const composers: Record<EmailLinkKind, (request: Request, now: Date) => Promise<Mail | null>> = {
  async sign_up({ email, next }, now) {
    const user = await userOf(email)
    if (user) return haveAccountMail(email, await createLink('SIGN_IN', { email, userId: user.id, next }, now))
    return signUpMail(email, await createLink('SIGN_UP', { email, next }, now))
  },
  async sign_in({ email, next }, now) {
    const user = await userOf(email)
    if (user) return signInMail(email, await createLink('SIGN_IN', { email, userId: user.id, next }, now))
    return noAccountMail(email, await createLink('SIGN_UP', { email, next }, now))
  },
  async reset_password({ email, next }, now) {
    const user = await userOf(email)
    if (user) return resetPasswordMail(email, await createLink('RESET_PASSWORD', { email, userId: user.id, next }, now))
    return noAccountMail(email, await createLink('SIGN_UP', { email, next }, now))
  },
  async confirm_email({ email, userId }, now) {
    const change = await changeOf(userId)
    if (change?.newEmail !== email) return null
    if (await userOf(email)) return emailTakenMail(email)
    return confirmEmailMail(email, await createLink('CONFIRM_EMAIL_CHANGE', { email, userId }, now))
  },
  async approve_email({ email, userId }, now) {
    const change = await changeOf(userId)
    if (!change) return null
    const link = await createLink('APPROVE_EMAIL_CHANGE', { email, userId }, now)
    return approveEmailMail(email, change.newEmail, link)
  },
}

/** Null if the change has been canceled since. */
async function changeOf(userId: string | undefined) {
  return userId ? db().emailChange.findUnique({ where: { userId } }) : null
}

function userOf(email: string) {
  return db().user.findUnique({ where: { email }, select: { id: true } })
}

async function createLink(
  purpose: EmailTokenPurpose,
  { email, userId, ...payload }: Request,
  now: Date,
): Promise<{ url: string; ms: number }> {
  const token = await createEmailToken({ purpose, email, userId, payload }, now)
  return { url: `${env().APP_URL}${paths[purpose]}?token=${token}`, ms: emailTokenMs[purpose] }
}
