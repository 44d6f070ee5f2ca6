import 'server-only'
import { forgetAccount, giveBack, requireWithinLimit } from '@/lib/rate-limit'

/** Who tries to sign in: the email address, and the client's address if it is known. */
export type SignInSource = { account: string; address: string | null }

/** Counts a sign-in as failed until it succeeds. Throws `AppError('rate_limited')` after too many failures. */
export async function countSignIn(source: SignInSource): Promise<void> {
  await requireWithinLimit('signIn', source)
}

/** Forgets an account's failures after a successful sign-in, which does not count for its address either. */
export async function clearFailedSignIns(source: SignInSource): Promise<void> {
  await giveBack('signIn', source)
  await forgetAccount('signIn', source.account)
}
