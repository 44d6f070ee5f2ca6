import 'server-only'
import { RateLimiterPrisma } from 'rate-limiter-flexible'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'

const failuresMax = 10
const windowSeconds = 15 * 60

const limiter = () => new RateLimiterPrisma({ storeClient: db(), points: failuresMax, duration: windowSeconds })
const keyOf = (email: string) => `sign-in:${email}`

/** Throws `AppError('rate_limited')` if this email address has had too many failed sign-ins recently. */
export async function requireSignInAllowed(email: string): Promise<void> {
  const seen = await limiter().get(keyOf(email))
  if (!seen || seen.consumedPoints < failuresMax) return
  const minutes = Math.max(1, Math.ceil(seen.msBeforeNext / 60_000))
  throw new AppError('rate_limited', `Too many attempts. Try again in ${minutes} minute${minutes === 1 ? '' : 's'}.`)
}

/** Counts a sign-in as failed until it succeeds. Returns false if there have been too many already. */
export async function countSignIn(email: string): Promise<boolean> {
  const { consumedPoints } = await limiter().penalty(keyOf(email), 1)
  return consumedPoints <= failuresMax
}

/** Clears an address's failures after a successful sign-in. */
export async function clearFailedSignIns(email: string): Promise<void> {
  await limiter().delete(keyOf(email))
}
