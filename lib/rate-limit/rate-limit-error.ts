import 'server-only'
import { AppError } from '@/lib/errors'
import type { Rule } from './limits'

/** Thrown when a limit is exceeded. Forms show the message. Routes respond with `rejectionResponse`. */
export class RateLimitError extends AppError {
  constructor(
    readonly limit: string,
    readonly rule: Rule,
    waitMs: number,
  ) {
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000))
    const minutes = Math.ceil(retryAfterSeconds / 60)
    const message = `Too many attempts. Try again in ${minutes} minute${minutes === 1 ? '' : 's'}.`
    super('rate_limited', message, { retryAfterSeconds })
  }
}
