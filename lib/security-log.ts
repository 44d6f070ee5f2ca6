import 'server-only'
import { log } from './log'

/** Events that may be part of an attack. They are logged as warnings. */
const suspicious = ['sign_in_failed', 'limit_reached', 'access_denied', 'request_rejected', 'secret_rejected'] as const

type SecurityEvent =
  | (typeof suspicious)[number]
  | 'signed_up'
  | 'signed_in'
  | 'signed_out'
  | 'session_revoked'
  | 'sessions_revoked'
  | 'password_changed'
  | 'password_reset'
  | 'email_changed'
  | 'factor_added'
  | 'factor_removed'
  | 'member_invited'
  | 'member_joined'
  | 'member_removed'
  | 'role_changed'
  | 'ownership_transferred'
  | 'api_key_created'
  | 'api_key_revoked'
  | 'data_exported'
  | 'account_closing'

/** An event's details. IDs are more precise than names and addresses, and no longer identify anyone once an account is deleted. */
type SecurityFields = {
  /** The user who did it. */
  userId?: string
  teamId?: string
  /** The user, session, or other object that was affected. */
  targetId?: string
  /** Shortened before it is logged, because it may be anyone's. */
  email?: string
  /** The client's IP address. */
  address?: string | null | undefined
  /** Why it was rejected, or which limit was reached. Never anything that a user typed. */
  reason?: string
  role?: string
}

/**
 * Logs a security event as one JSON line with an `event` field, for searches and alerts. Call it after the change is made.
 * Never pass a password, token, or URL.
 */
export function logSecurityEvent(name: SecurityEvent, fields: SecurityFields = {}): void {
  const shown = fields.email === undefined ? fields : { ...fields, email: shortened(fields.email) }
  const level = suspicious.some((one) => one === name) ? 'warn' : 'info'
  log()[level]({ ...shown, event: name }, `security event: ${name}`)
}

/** Keeps the first letter and the domain, which is enough to recognize an account under attack. */
function shortened(email: string): string {
  const [, first = '', domain] = /^([^@\s])?[^@\s]*@([\w.-]+)$/.exec(email) ?? []
  return domain ? `${first}…@${domain}` : '…'
}
