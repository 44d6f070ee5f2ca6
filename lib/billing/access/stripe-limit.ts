import 'server-only'
import type { Viewer } from '@/lib/auth'
import { isWithinLimit, requireWithinLimit } from '@/lib/rate-limit'

// Everything that calls Stripe because of a request passes one of these first. Each is one SQL statement.

/**
 * Counts a click that is about to call Stripe.
 *
 * @param click `checkout` for opening Checkout, `billingAction` for everything else
 * @throws AppError `rate_limited` if the team has clicked too often
 */
export function requireStripeLimit({ teamId }: Viewer, click: 'billingAction' | 'checkout'): Promise<void> {
  return requireWithinLimit(click, { team: teamId })
}

/** Counts like `requireStripeLimit`, for work that the background loop can do later. Returns false beyond the limit. */
export function isActionWithinLimit({ teamId }: Viewer): Promise<boolean> {
  return isWithinLimit('billingAction', { team: teamId })
}

/** Counts a return from Stripe's pages. Returns false beyond the limit; call `syncLater` then, so that no change is lost. */
export function isReturnWithinLimit({ teamId }: Viewer): Promise<boolean> {
  return isWithinLimit('billingReturn', { team: teamId })
}
