import 'server-only'
import { forgetAccount, giveBack, requireWithinLimit } from '@/lib/rate-limit'

/** Where a sign-in comes from. */
export type SignInSource = {
  /** The ID of a browser that has signed in to the account before, or null. */
  deviceId: string | null
  /** The client's address, or null if it is unknown. */
  address: string | null
}

/**
 * Counts a sign-in as failed until it succeeds. A browser that has signed in to the account before has its own counter, so
 * nobody can lock it out from elsewhere. All other browsers share a counter.
 *
 * @throws AppError `rate_limited` after too many failures
 */
export async function countSignIn(email: string, { deviceId, address }: SignInSource): Promise<void> {
  if (deviceId) await requireWithinLimit('signInOnKnownDevice', { account: deviceId })
  else await requireWithinLimit('signIn', { account: email, address })
}

/** Clears an account's failures after a successful sign-in, and stops counting that attempt toward its address's limit. */
export async function clearFailedSignIns(email: string, { deviceId, address }: SignInSource): Promise<void> {
  if (deviceId) return forgetAccount('signInOnKnownDevice', deviceId)
  await giveBack('signIn', { account: email, address })
  await forgetAccount('signIn', email)
}
