import { AppError } from '@/lib/errors'
import {
  type BillingAction,
  type BillingOverview,
  type BillingState,
  billingActions,
  type FlowNotice,
} from './billing-overview'
import { stateTable } from './state-table'

/** A rejected action: one that the current state does not offer, or a change to the same plan. */
export type RejectedAction = BillingAction | 'same_plan'

export const nothingToChange = 'You’re already on this plan.'

/** The default explanation of why a state does not offer an action. */
const byState: Record<BillingState, string> = {
  free: 'You don’t have a subscription.',
  ended: 'Your subscription has ended.',
  incomplete: 'Your first payment is incomplete.',
  trialing: 'Your subscription is in a trial.',
  active: 'Your subscription is active.',
  past_due: 'Your last payment failed.',
  overdue: 'Your last payment failed.',
  unpaid: 'Your last payment failed.',
  paused: 'Your subscription is paused.',
  collection_paused: 'Your subscription is paused.',
  canceling: 'Your subscription is already set to cancel.',
  ending: 'Your subscription is ending now.',
  scheduled: 'Your plan already has a scheduled change.',
  payment_pending: 'Your last plan change hasn’t been paid for yet.',
  action_pending: 'Your last plan change hasn’t been paid for yet.',
  disputed: 'A payment is being disputed with your bank.',
  unknown: 'We’re reviewing your subscription.',
}

function reasonFor(refused: RejectedAction, state: BillingState): string {
  if (refused === 'same_plan') return nothingToChange
  return `${whyNotOffered(refused, state)} No changes were made.`
}

function whyNotOffered(action: BillingAction, state: BillingState): string {
  if (state === 'free' || state === 'ended') return byState[state]
  const owes = stateTable[state].offers.includes('finish_payment')
  switch (action) {
    case 'start_checkout':
      return 'You already have a subscription.'
    case 'keep_subscription':
      return state === 'ending' ? byState.ending : 'Your subscription isn’t set to cancel.'
    case 'resume_subscription':
      return 'Your subscription isn’t paused.'
    case 'retry_payment':
    case 'finish_payment':
      return owes ? byState[state] : 'There’s nothing left to pay.'
    default:
      return byState[state]
  }
}

/**
 * Thrown if the subscription does not offer the requested action, because the user's page was outdated. `page` is the
 * URL of the billing page with a notice that explains why.
 */
export class NotOfferedError extends AppError {
  readonly page: string

  constructor(refused: RejectedAction, state: BillingState, options?: ErrorOptions) {
    super('conflict', reasonFor(refused, state), options)
    this.page = `/account/billing?refused=${refused}`
  }
}

/**
 * Returns the notice for a user who was sent to the billing page by a `NotOfferedError`. It depends on the current
 * state, so an old or forged URL cannot show a false message.
 *
 * @param refused the page's `refused` parameter
 * @param overview what the page shows
 */
export function refusalNotice(
  refused: unknown,
  { state, offered }: Pick<BillingOverview, 'state' | 'offered'>,
): FlowNotice | null {
  const isSamePlan = refused === 'same_plan' && offered.includes('subscription_update_confirm')
  const action = billingActions.find((one) => one === refused && offered.length > 0 && !offered.includes(one))
  const found = isSamePlan ? 'same_plan' : action
  return found ? { tone: 'info', message: reasonFor(found, state) } : null
}
