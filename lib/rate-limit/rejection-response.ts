import 'server-only'
import type { AppError } from '@/lib/errors'
import { RateLimitError } from './rate-limit-error'

/**
 * The response to a request that cannot be served now: 429 if it exceeds a limit, or 503 if the server is busy. Both have
 * `Retry-After`. For 429, `RateLimit` and `RateLimit-Policy` describe the limit (IETF draft-ietf-httpapi-ratelimit-headers).
 *
 * @param error an AppError with the code `rate_limited` or `unavailable`
 */
export function rejectionResponse(error: AppError): Response {
  const status = error.code === 'rate_limited' ? 429 : 503
  const headers = new Headers({ 'cache-control': 'no-store', 'retry-after': String(error.retryAfterSeconds ?? 60) })
  if (error instanceof RateLimitError) {
    const { limit, rule, retryAfterSeconds } = error
    headers.set('ratelimit-policy', `"${limit}";q=${rule.points};w=${rule.seconds}`)
    headers.set('ratelimit', `"${limit}";r=0;t=${retryAfterSeconds}`)
  }
  return Response.json({ error: error.userMessage }, { status, headers })
}
