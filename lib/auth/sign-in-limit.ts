import 'server-only'
import { RateLimiterPrisma } from 'rate-limiter-flexible'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'

const failuresMax = 10
const windowSeconds = 15 * 60

const limiter = () => new RateLimiterPrisma({ storeClient: db(), points: failuresMax, duration: windowSeconds })

/**
 * The counter for failures to sign in to an account. A browser that has signed in to it before has its own counter, so that
 * nobody can lock it out from elsewhere. All other browsers share one.
 */
export function signInCounter(email: string, deviceId: string | null): string {
  return deviceId ? `sign-in:device:${deviceId}` : `sign-in:${email}`
}

/**
 * Counts an attempt as failed until `clearFailures`. Call it before checking the password, so that parallel guesses are
 * limited like sequential ones.
 *
 * @throws AppError `rate_limited` after ten failures in fifteen minutes
 */
export async function countAttempt(counter: string): Promise<void> {
  const { consumedPoints, msBeforeNext } = await limiter().penalty(counter, 1)
  if (consumedPoints <= failuresMax) return
  const minutes = Math.max(1, Math.ceil(msBeforeNext / 60_000))
  const wait = `${minutes} minute${minutes === 1 ? '' : 's'}`
  throw new AppError('rate_limited', `Too many attempts. Try again in ${wait}, or reset your password.`)
}

/** Clears a counter after a successful attempt. */
export async function clearFailures(counter: string): Promise<void> {
  await limiter().delete(counter)
}
