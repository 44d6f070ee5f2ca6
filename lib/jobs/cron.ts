import 'server-only'
import { createHash, timingSafeEqual } from 'node:crypto'
import { env } from '@/lib/env'

/**
 * Whether a request may run background work: the platform's scheduler sends CRON_SECRET as a bearer token.
 *
 * @param request the request as it came
 * @returns `off` when no secret is set (then the route does not exist), `no` for a wrong one; compared in constant time
 */
export function isCronRequest(request: Request): 'yes' | 'no' | 'off' {
  const secret = env().CRON_SECRET
  if (!secret) return 'off'
  const [given, wanted] = [request.headers.get('authorization') ?? '', `Bearer ${secret}`].map(digest)
  return given && wanted && timingSafeEqual(given, wanted) ? 'yes' : 'no'
}

const digest = (text: string) => createHash('sha256').update(text).digest()
