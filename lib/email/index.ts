import 'server-only'
import { createTransport, type Transporter } from 'nodemailer'
import { z } from 'zod'
import type { Transaction } from '@/lib/db'
import { env } from '@/lib/env'
import { deliverDue, enqueue, type OutboxItem } from '@/lib/outbox'
import { product } from '@/lib/product'
import type { Mail } from './templates'

export * from './account-mails'
export { invitationMail } from './invitation-mail'
export { type Mail, passwordChangedMail, welcomeMail } from './templates'

/** Queues an email in the transaction that it belongs to. See `enqueue` for kind, key, and expiry. */
export function enqueueMail(
  tx: Transaction,
  kind: string,
  key: string,
  mail: Mail,
  expiresAt: Date | null = null,
): Promise<void> {
  return enqueue(tx, `mail.${kind}`, key, mail, expiresAt)
}

/** Sends the emails that are due at `now` and returns the number sent. Failed ones are retried. */
export function deliverMail(now: Date): Promise<number> {
  return deliverDue('mail', now, send)
}

const mailSchema = z.object({ to: z.string(), subject: z.string(), text: z.string() })
let transport: Transporter | undefined

async function send({ kind, key, payload }: OutboxItem): Promise<void> {
  // After a crash, an email may be sent twice. The same Message-ID lets the mail server drop the second copy.
  await sendMail(mailSchema.parse(payload), `${kind}.${key}`)
}

/**
 * Sends an email right away, for outbox tasks whose email must not be stored. Everything else uses `enqueueMail`.
 *
 * @param id identifies the email. A mail server may drop a second email with the same ID.
 * @throws the mail server's error
 */
export async function sendMail(mail: Mail, id: string): Promise<void> {
  transport ??= createTransport(env().SMTP_URL)
  const messageId = `<${id}@${new URL(env().APP_URL).hostname}>`
  await transport.sendMail({ ...mail, from: env().MAIL_FROM ?? product.mailFrom, messageId })
}
