import 'server-only'
import type { Viewer } from '@/lib/auth'
import { isWithinLimit, requireWithinLimit } from '@/lib/rate-limit'

// Call one of these before a request calls Stripe. Each costs one SQL statement.

/**
 * Counts a click before it calls Stripe.
 *
 * @param click `checkout` for opening Checkout, `billingAction` for everything else
 * @throws AppError `rate_limited` if the team has clicked too often
 */
export function requireStripeLimit({ teamId }: Viewer, click: 'billingAction' | 'checkout'): Promise<void> {
  return requireWithinLimit(click, { team: teamId })
}

/** Like `requireStripeLimit`, for work that the background loop can do later. Returns false if the limit is exceeded. */
export function isActionWithinLimit({ teamId }: Viewer): Promise<boolean> {
  return isWithinLimit('billingAction', { team: teamId })
}

/** Counts a return from Stripe's pages. If it returns false, the limit is exceeded. Then call `syncLater`, so no change is lost. */
export function isReturnWithinLimit({ teamId }: Viewer): Promise<boolean> {
  return isWithinLimit('billingReturn', { team: teamId })
}
