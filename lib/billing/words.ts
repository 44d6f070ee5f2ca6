import 'server-only'
import { formatDate } from '@/lib/format'
import { periodEnd, type SubscriptionFacts, scheduledEnd } from './facts'
import type { BillingState } from './overview-types'

type Words = { statusLabel: string; statusSentence: string }

const on = (seconds: number | null | undefined) => (seconds ? `on ${formatDate(new Date(seconds * 1000))}` : 'soon')

/**
 * What a state means to a person: a word for the badge, and a sentence with what happens next.
 *
 * @param subscription the one that the page is about; null for a team that never had one
 * @param planName the name of its plan
 */
export function wordsFor(state: BillingState, subscription: SubscriptionFacts | null, planName: string): Words {
  const renews = on(subscription && periodEnd(subscription))
  const table: Record<BillingState, Words> = {
    free: { statusLabel: 'Free', statusSentence: 'You are on the Free plan. Nothing is charged.' },
    trialing: {
      statusLabel: 'Trial',
      statusSentence: `Your trial of ${planName} ends ${on(subscription?.trialEnd)}; the first charge is made then.`,
    },
    active: { statusLabel: 'Active', statusSentence: `Your subscription renews ${renews}.` },
    cancelling: {
      statusLabel: 'Ends soon',
      statusSentence: `Your subscription ends ${on(subscription && scheduledEnd(subscription))}. You keep ${planName} until then, and nothing more is charged.`,
    },
    past_due: {
      statusLabel: 'Payment failed',
      statusSentence: `The last payment failed. Update your payment method to keep ${planName}; the open invoice is then paid at once.`,
    },
    unpaid: {
      statusLabel: 'Unpaid',
      statusSentence:
        'Your invoices could not be paid, so the plan is switched off. Update your payment method to switch it on.',
    },
    paused: {
      statusLabel: 'Paused',
      statusSentence: 'Your subscription is paused: nothing is charged, and the Free plan applies until you resume.',
    },
    incomplete: {
      statusLabel: 'Payment needed',
      statusSentence: 'The first payment is not complete yet. Finish it within 23 hours in the billing portal.',
    },
    ended: {
      statusLabel: 'Ended',
      statusSentence: `Your subscription ended ${on(subscription?.endedAt)}. You are on the Free plan.`,
    },
    unknown: {
      statusLabel: 'Being checked',
      statusSentence: 'Your subscription is in a state that we are looking into. Contact us if anything does not work.',
    },
  }
  return table[state]
}
