import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { type OfferedAction, requireOfferedAction, requireStripeLimit } from '../access'
import type { BillingAction } from '../model'
import { explainStripeError, isRejection } from '../stripe'
import { syncNow } from './sync-now'

type Options = {
  /** One of the team's subscriptions. Defaults to the one on the billing page. */
  subscriptionId?: string | undefined
  now: Date
  /**
   * True if the action itself changes something in Stripe. Stripe is read after an error too, because a timeout may
   * hide a success.
   */
  readsAfter?: boolean
}

/**
 * Performs an action if the viewer's subscription offers it. If Stripe rejects the action, the stored state may be
 * outdated because an event was lost. Stripe is then read again, and the new state determines the error message.
 *
 * @param action the button that the viewer clicked
 * @param perform calls Stripe; throws Stripe's errors or an AppError
 * @throws AppError `forbidden` or `not_found` from the guard, `conflict` (NotOfferedError) if the subscription does not
 *   offer the action, `rate_limited` after too many actions, `unavailable` if Stripe does not respond
 */
export async function performAction<T>(
  viewer: Viewer,
  action: BillingAction,
  { subscriptionId, now, readsAfter = false }: Options,
  perform: (offered: OfferedAction) => Promise<T>,
): Promise<T> {
  const offered = await requireOfferedAction(viewer, action, { subscriptionId, now })
  await requireStripeLimit(viewer, 'billingAction')
  try {
    const result = await perform(offered)
    if (readsAfter) await syncNow(offered.customer.id, now)
    return result
  } catch (error) {
    const isRejected = isRejection(error)
    const isRead = (isRejected || readsAfter) && (await syncNow(offered.customer.id, now))
    if (isRejected && isRead) await requireStillOffered(viewer, action, { subscriptionId, now })
    throw explainStripeError(error)
  }
}

/** If the subscription no longer exists, checks the one on the billing page instead. */
async function requireStillOffered(viewer: Viewer, action: BillingAction, options: Options): Promise<void> {
  try {
    await requireOfferedAction(viewer, action, options)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error
    await requireOfferedAction(viewer, action, { now: options.now })
  }
}
