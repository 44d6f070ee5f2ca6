import { mkdirSync } from 'node:fs'
import { MailDev } from 'maildev'

export type Inbox = { smtpUrl: string; webUrl: string; stop: () => Promise<void> }

/**
 * Starts the email inbox: an SMTP server that delivers nothing, and a page that shows received emails.
 *
 * @param folder where emails are stored
 */
export async function startInbox(folder: string, ports: { smtp: number; web: number }): Promise<Inbox> {
  mkdirSync(folder, { recursive: true })
  const loopback = { ip: '127.0.0.1', webIp: '127.0.0.1' }
  const { smtp, web } = ports
  const maildev = new MailDev({ ...loopback, smtp, web, mailDirectory: folder, maxEmails: 500, silent: true })
  // Silences its startup message, because all URLs are printed together later.
  const { info } = console
  console.info = () => {}
  try {
    await maildev.start()
  } finally {
    console.info = info
  }
  return { smtpUrl: `smtp://127.0.0.1:${smtp}`, webUrl: `http://127.0.0.1:${web}`, stop: () => maildev.stop() }
}
