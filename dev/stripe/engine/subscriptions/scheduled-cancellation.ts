import { invalid, type Params } from '../core/context'
import type { Stored } from '../core/store'
import { itemsOf } from './items'

const nothing = { comment: null, feedback: null, feedback_option: null, reason: null }

/**
 * The cancellation fields after an update. Stripe docs (billing mode, comparison): classic subscriptions have the flag
 * and follow their period, and flexible ones have a date. Undoing the cancellation clears the reason.
 */
export function cancellationFields(before: Stored, params: Params, now: number): Params {
  const details = { ...before.cancellation_details, ...feedbackFrom(params.cancellation_details) }
  const setTo = (cancel_at: number, cancel_at_period_end: boolean) => ({
    cancel_at,
    cancel_at_period_end,
    canceled_at: before.canceled_at ?? now,
    cancellation_details: { ...details, reason: 'cancellation_requested' },
  })
  const kept = { cancel_at: null, cancel_at_period_end: false, canceled_at: null, cancellation_details: nothing }
  const ends = itemsOf(before).map((item) => item.current_period_end as number)
  const { cancel_at: at, cancel_at_period_end: atPeriodEnd } = params
  if (at === '') return kept
  if (at === 'min_period_end') return setTo(Math.min(...ends), false)
  if (at === 'max_period_end') return setTo(Math.max(...ends), false)
  if (typeof at === 'number') {
    if (at <= now) throw invalid('Invalid timestamp: cancel_at must be in the future.', 'cancel_at')
    // Stripe docs (billing mode, comparison): this shortens the trial only in classic billing.
    const isShortened = before.billing_mode.type === 'classic' && before.status === 'trialing' && at < before.trial_end
    return { ...setTo(at, false), ...(isShortened ? { trial_end: at } : {}) }
  }
  if (atPeriodEnd === true) return setTo(Math.min(...ends), true)
  // Assumed: false does not clear an end date that was set with `cancel_at`.
  if (atPeriodEnd === false && before.cancel_at_period_end) return kept
  return { cancellation_details: details }
}

function feedbackFrom(details: Params | undefined): Params {
  if (!details) return {}
  const { comment, feedback } = details
  return {
    ...(comment === undefined ? {} : { comment: comment || null }),
    ...(feedback === undefined ? {} : { feedback: feedback || null }),
  }
}
