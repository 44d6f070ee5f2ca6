import 'server-only'
import { plans } from '@/lib/billing/plans'
import { env } from '@/lib/env'
import { product } from '@/lib/product'

/** A plain-text email. It looks the same everywhere, and nobody can inject markup into it. */
export type Mail = { to: string; subject: string; text: string }

/** The email that a new user gets. */
export function welcomeMail(user: { name: string; email: string }): Mail {
  return {
    to: user.email,
    subject: `Welcome to ${product.name}`,
    text: [
      `Hi ${oneLine(user.name)},`,
      `Your account is ready. You are on the ${plans.free.name} plan. You pay nothing until you choose another plan.`,
      `Go to your dashboard: ${env().APP_URL}/dashboard`,
    ].join('\n\n'),
  }
}

/** Sent after a password change. */
export function passwordChangedMail(to: string): Mail {
  return {
    to,
    subject: `Your ${product.name} password was changed`,
    text: [
      `The password for your ${product.name} account was changed, and all other browsers were signed out.`,
      `If this wasn’t you, reset it now: ${env().APP_URL}/forgot-password`,
    ].join('\n\n'),
  }
}

/** Prevents a name from adding lines to the email. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
