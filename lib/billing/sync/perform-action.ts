import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { type OfferedAction, requireOfferedAction } from '../access'
import type { BillingAction } from '../model'
import { asRefusal, explainRefusal } from '../stripe'
import { readStripe } from './read-stripe'

type Options = {
  /** Which of the team's subscriptions; the one that the billing page shows when left out. */
  subscriptionId?: string | undefined
  now: Date
  /** True for what changes something at Stripe by itself. Also after an error: a time-out does not say what it did. */
  readsAfter?: boolean
}

/**
 * Does what the viewer clicked, when their subscription offers it. If Stripe refuses, it may know something that is not
 * stored yet (its event was lost): then Stripe is read, and the state that comes of it decides what the person is told.
 *
 * @param action the button
 * @param perform asks Stripe; throws what Stripe throws, or an AppError
 * @throws AppError `forbidden` or `not_found` as the guard does, `conflict` (NotOfferedError) when the state does not or
 *   no longer offer the action, `unavailable` when Stripe does not answer
 */
export async function performAction<T>(
  viewer: Viewer,
  action: BillingAction,
  { subscriptionId, now, readsAfter = false }: Options,
  perform: (offered: OfferedAction) => Promise<T>,
): Promise<T> {
  const offered = await requireOfferedAction(viewer, action, { subscriptionId, now })
  try {
    const result = await perform(offered)
    if (readsAfter) await readStripe(offered.customer.id, now)
    return result
  } catch (error) {
    const isRefused = asRefusal(error) !== null
    const isRead = (isRefused || readsAfter) && (await readStripe(offered.customer.id, now))
    if (isRefused && isRead) await requireStillOffered(viewer, action, { subscriptionId, now })
    throw explainRefusal(error)
  }
}

/** A subscription that is gone altogether was the team's own a moment ago, so the page's own one says what is left. */
async function requireStillOffered(viewer: Viewer, action: BillingAction, asked: Options): Promise<void> {
  try {
    await requireOfferedAction(viewer, action, asked)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error
    await requireOfferedAction(viewer, action, { now: asked.now })
  }
}
