import 'server-only'
import { requireWithinLimit } from '@/lib/rate-limit'
import type { EmailLinkKind } from './request-email-link'

/**
 * Counts a request for an emailed link. It works the same for every address. Call it before the request, for each email.
 *
 * @param email where the link goes
 * @param address the client's address, from `clientAddress`
 * @throws AppError `rate_limited`
 */
export async function requireEmailLinkAllowed(
  kind: EmailLinkKind,
  email: string,
  address: string | null,
): Promise<void> {
  const keys = { account: email, address }
  if (kind === 'sign_up') await requireWithinLimit('signUp', { address })
  else if (kind === 'sign_in') await requireWithinLimit('emailLink', keys)
  else if (kind === 'reset_password') await requireWithinLimit('passwordReset', keys)
  else await requireWithinLimit('emailVerification', keys)
  await requireWithinLimit('mailToAddress', { account: email })
}
