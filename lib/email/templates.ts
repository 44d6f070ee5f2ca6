import 'server-only'
import { plans } from '@/lib/billing/plans'
import { env } from '@/lib/env'
import { product } from '@/lib/product'

/** A mail in plain text: it reads the same everywhere, and there is nothing in it to inject into. */
export type Mail = { to: string; subject: string; text: string }

/** What a new user gets. */
export function welcomeMail(user: { name: string; email: string }): Mail {
  return {
    to: user.email,
    subject: `Welcome to ${product.name}`,
    text: [
      `Hello ${oneLine(user.name)},`,
      `your account is ready. You start on the ${plans.free.name} plan; nothing is charged until you choose another one.`,
      `Your dashboard: ${env().APP_URL}/dashboard`,
    ].join('\n\n'),
  }
}

/** A name cannot add lines of its own to a mail. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
