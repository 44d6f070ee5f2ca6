import { invalid, type Params } from '../core/context'

/** Stripe docs (trials): the reminder is sent three days before the trial ends, or immediately for shorter trials. */
export const trialReminderSeconds = 3 * 86_400

const daySeconds = 86_400

/** Stripe's limit for dates, from public reports. */
const maxFutureSeconds = 5 * 366 * daySeconds

export function trialEndOf(params: Params, now: number): number | null {
  const { trial_end: end, trial_period_days: days } = params
  if (end !== undefined && days !== undefined) {
    throw invalid('You may only specify one of these parameters: trial_end, trial_period_days.', 'trial_end')
  }
  if (days !== undefined) {
    // Stripe docs (create a subscription): a trial has at most 730 days. Less than one day means no trial.
    if (days > 730) throw invalid('Trial periods can be at most 730 days.', 'trial_period_days')
    return days > 0 ? now + days * daySeconds : null
  }
  return end === undefined || end === 'now' ? null : requireTrialEnd(end, now)
}

export function requireTrialEnd(end: number, now: number): number {
  if (end <= now) throw invalid('Invalid timestamp: must be an integer Unix timestamp in the future.', 'trial_end')
  if (end <= now + maxFutureSeconds) return end
  throw invalid('Invalid timestamp: can be no more than five years in the future.', 'trial_end')
}
