import 'server-only'
import { env } from '@/lib/env'

/** A mail in plain text: it reads the same everywhere, and there is nothing in it to inject into. */
export type Mail = { to: string; subject: string; text: string }

/** What a new user gets. */
export function welcomeMail(user: { name: string; email: string }): Mail {
  return {
    to: user.email,
    subject: 'Welcome to Portico',
    text: [
      `Hello ${oneLine(user.name)},`,
      'your account is ready. You start on the Free plan; nothing is charged until you choose another one.',
      `Your dashboard: ${env().APP_URL}/dashboard`,
    ].join('\n\n'),
  }
}

/** A name cannot add lines of its own to a mail. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
