import 'server-only'
import { createHash, timingSafeEqual } from 'node:crypto'
import { env } from '@/lib/env'
import { logSecurityEvent } from '@/lib/security-log'

/**
 * Checks whether a request may run background work. The platform's scheduler sends CRON_SECRET as a bearer token.
 *
 * @returns `off` if no secret is set (the route then does not exist), `no` for a wrong secret
 */
export function isCronRequest(request: Request): 'yes' | 'no' | 'off' {
  const secret = env().CRON_SECRET
  if (!secret) return 'off'
  const [given, wanted] = [request.headers.get('authorization') ?? '', `Bearer ${secret}`].map(digest)
  if (given && wanted && timingSafeEqual(given, wanted)) return 'yes'
  // Monitors check the app's health without a secret.
  if (request.headers.has('authorization')) logSecurityEvent('secret_rejected', { reason: 'CRON_SECRET' })
  return 'no'
}

const digest = (text: string) => createHash('sha256').update(text).digest()
