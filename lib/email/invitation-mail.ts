import 'server-only'
import { product } from '@/lib/product'
import type { Mail } from './templates'

const nameLengthMax = 40
/** Enough digits for a phone number. */
const digitsMax = 6

type Invited = {
  to: string
  /** The inviter's email address. Null if their account was deleted. */
  from: string | null
  teamName: string
  /** For example `an admin`. */
  role: string
  url: string
  days: number
}

/**
 * The invitation to a team. The recipient did not give us their address, so the only text in it that the inviter typed is the
 * team's name, and only if it looks like a name. Otherwise, strangers could use it to send their own messages.
 */
export function invitationMail({ to, from, teamName, role, url, days }: Invited): Mail {
  const name = plainName(teamName)
  const team = name ? `the team “${name}”` : 'a team'
  const sentence = from ? `${from} invited you to join ${team}` : `You’re invited to join ${team}`
  return {
    to,
    subject: `You’re invited to a team on ${product.name}`,
    text: [
      `${sentence} on ${product.name} as ${role}.`,
      `Accept or decline the invitation: ${url}`,
      `The link works for ${days} days, and only for ${to}.`,
      'If you don’t know who sent this, you can ignore this email.',
    ].join('\n\n'),
  }
}

/**
 * A team's name, if it is safe in an email from us: short, without control characters, and without anything that looks like
 * a link, an address, or a phone number.
 *
 * @returns null for anything else
 */
export function plainName(name: string): string | null {
  const text = name.normalize('NFKC').replace(/\s+/g, ' ').trim()
  const isPlain = /^[\p{Letter}\p{Mark}\p{Number} .,’'&+!()-]+$/u.test(text)
  // Many email programs turn a word with a dot in it into a link.
  const hasLink = /\.[\p{Letter}\p{Number}]/u.test(text) || /\b(?:https?|www)\b/i.test(text)
  const digits = text.match(/\p{Number}/gu)?.length ?? 0
  return isPlain && !hasLink && digits <= digitsMax && text.length <= nameLengthMax ? text : null
}
