import type { BillingMail } from './billing-email'
import type { BillingAction, BillingBanner, BillingState, StatusTone } from './billing-overview'
import { periodEnd, type SubscriptionFacts, scheduledEnd } from './subscription'
import { dayOf, onDay } from './time'

/** What the texts of a state may speak of. */
export type StateContext = { subscription: SubscriptionFacts | null; planName: string; graceUntil: number | null }

export type StateRow = {
  /** Whether the plan may be used: `grace` while a failed payment is being sorted out. */
  access: 'plan' | 'grace' | 'none'
  /** One word or two for the badge. */
  label: string
  tone: StatusTone
  /** What is going on and what happens next. */
  sentence: (context: StateContext) => string
  /** What stands on every page, and the actions beside it, the first one foremost. */
  banner: BillingBanner | null
  /** The mail that tells of the state when it begins (see notifications.ts). */
  mail: BillingMail | null
  /** What can be done. What Stripe would refuse is not offered (Stripe docs: customer portal, limitations). */
  offers: BillingAction[]
}

const details: BillingAction[] = ['payment_method_update', 'customer_update', 'portal_home']
const changeable: BillingAction[] = ['subscription_cancel', 'subscription_update', 'subscription_update_confirm']
const payable: BillingAction[] = ['retry_payment', 'finish_payment']

const failed = (says: string): BillingBanner => ({
  tone: 'danger',
  title: 'Your last payment failed.',
  says,
  actions: ['retry_payment', 'payment_method_update'],
})

/** The one table from a state to what it means: every page, mail and refusal reads it. */
export const stateTable: Record<BillingState, StateRow> = {
  free: {
    access: 'none',
    label: 'Free',
    tone: 'neutral',
    sentence: () => 'You are on the Free plan. Nothing is charged.',
    banner: null,
    mail: null,
    offers: ['start_checkout'],
  },
  incomplete: {
    access: 'none',
    label: 'Payment needed',
    tone: 'warning',
    sentence: () =>
      'The first payment is not complete yet. Finish it within 23 hours, or the subscription does not begin.',
    banner: {
      tone: 'warning',
      title: 'Your first payment is not complete.',
      says: 'Your plan begins as soon as it is.',
      actions: ['finish_payment'],
    },
    mail: 'action_required',
    offers: [...details, 'finish_payment'],
  },
  trialing: {
    access: 'plan',
    label: 'Trial',
    tone: 'good',
    sentence: ({ subscription, planName }) =>
      `Your trial of ${planName} ends ${onDay(subscription?.trialEnd)}; the first charge is made then.`,
    banner: null,
    mail: 'trial_ending',
    offers: [...details, ...changeable],
  },
  active: {
    access: 'plan',
    label: 'Active',
    tone: 'good',
    sentence: ({ subscription }) => `Your subscription renews ${onDay(subscription && periodEnd(subscription))}.`,
    banner: null,
    mail: null,
    offers: [...details, ...changeable, 'subscription_pause'],
  },
  past_due: {
    access: 'grace',
    label: 'Payment failed',
    tone: 'danger',
    sentence: ({ planName, graceUntil }) =>
      `The last payment failed. Update your payment method to keep ${planName}; the open invoice is then paid at once.${graceUntil ? ` ${planName} stays switched on until ${dayOf(graceUntil)}.` : ''}`,
    banner: failed('A card that works keeps your plan going.'),
    mail: 'payment_failed',
    offers: [...details, ...payable, 'subscription_cancel'],
  },
  overdue: {
    access: 'none',
    label: 'Payment overdue',
    tone: 'danger',
    sentence: ({ planName }) =>
      `The last payment failed and was not made up for, so ${planName} is switched off. What you made stays readable. A payment switches it on again at once.`,
    banner: failed('Your plan is switched off until it is made up for.'),
    mail: 'payment_failed',
    offers: [...details, ...payable, 'subscription_cancel'],
  },
  unpaid: {
    access: 'none',
    label: 'Unpaid',
    tone: 'danger',
    sentence: () =>
      'Your invoices could not be paid, so the plan is switched off. Update your payment method to switch it on.',
    banner: failed('Your plan is switched off until it is made up for.'),
    mail: 'payment_failed',
    offers: [...details, ...payable, 'subscription_cancel'],
  },
  paused: {
    access: 'none',
    label: 'Paused',
    tone: 'warning',
    sentence: () => 'Your subscription is paused: nothing is charged, and the Free plan applies until you resume.',
    banner: null,
    mail: null,
    offers: [...details, 'resume_subscription', 'subscription_cancel'],
  },
  collection_paused: {
    access: 'plan',
    label: 'Payments paused',
    tone: 'warning',
    sentence: ({ planName }) => `Nothing is charged until payments are resumed, and you keep ${planName} meanwhile.`,
    banner: null,
    mail: null,
    offers: [...details, 'resume_subscription', 'subscription_cancel'],
  },
  cancelling: {
    access: 'plan',
    label: 'Ends soon',
    tone: 'warning',
    sentence: ({ subscription, planName }) =>
      `Your subscription ends ${onDay(subscription && scheduledEnd(subscription))}. You keep ${planName} until then, and nothing more is charged.`,
    banner: null,
    mail: 'cancellation_scheduled',
    offers: [...details, 'keep_subscription'],
  },
  ending: {
    access: 'plan',
    label: 'Ending now',
    tone: 'warning',
    sentence: ({ planName }) =>
      `Your subscription is being ended at this moment. You keep ${planName} until Stripe confirms it.`,
    banner: null,
    mail: null,
    offers: details,
  },
  scheduled: {
    access: 'plan',
    label: 'Change scheduled',
    tone: 'good',
    sentence: ({ planName }) =>
      `You keep ${planName} until your scheduled change. Open the billing portal to cancel the change first if you want another one.`,
    banner: null,
    mail: null,
    // A subscription whose schedule still has something to do can be neither updated nor cancelled through a flow.
    offers: details,
  },
  payment_pending: {
    access: 'plan',
    label: 'Change unpaid',
    tone: 'warning',
    sentence: ({ subscription, planName }) =>
      `Your change could not be paid for, so you keep ${planName} as it is. Pay for it, or use another card, until ${when(subscription)}; else the change is dropped and nothing is charged.`,
    banner: {
      tone: 'warning',
      title: 'Your plan change is not paid for.',
      says: 'You keep your plan as it is until it is.',
      actions: ['finish_payment', 'payment_method_update'],
    },
    mail: 'payment_failed',
    offers: [...details, 'finish_payment', 'subscription_update_confirm'],
  },
  action_pending: {
    access: 'plan',
    label: 'Confirmation needed',
    tone: 'warning',
    sentence: ({ subscription, planName }) =>
      `Your bank asks you to confirm the payment for your change. You keep ${planName} as it is until you do; ${when(subscription)} the change is dropped and nothing is charged.`,
    banner: {
      tone: 'warning',
      title: 'Your bank asks you to confirm a payment.',
      says: 'Your plan changes as soon as you do.',
      actions: ['finish_payment'],
    },
    mail: 'action_required',
    offers: [...details, 'finish_payment', 'subscription_update_confirm'],
  },
  disputed: {
    access: 'plan',
    label: 'Payment disputed',
    tone: 'warning',
    sentence: ({ planName }) =>
      `Your bank was asked to take a payment back. You keep ${planName} while that is decided; it ends if the payment is taken back.`,
    banner: {
      tone: 'warning',
      title: 'A payment is disputed with your bank.',
      says: 'If that was a mistake, ask your bank to withdraw it. Your plan ends if the payment is taken back.',
      actions: [],
    },
    mail: null,
    // What can be done is that of the state underneath (see billing-state.ts).
    offers: details,
  },
  ended: {
    access: 'none',
    label: 'Ended',
    tone: 'neutral',
    sentence: ({ subscription }) =>
      `Your subscription ended ${onDay(subscription?.endedAt)}. You are on the Free plan.`,
    banner: null,
    mail: 'subscription_ended',
    offers: ['start_checkout', ...details],
  },
  unknown: {
    access: 'none',
    label: 'Being checked',
    tone: 'neutral',
    sentence: () => 'Your subscription is in a state that we are looking into. Contact us if anything does not work.',
    banner: null,
    mail: null,
    offers: ['portal_home'],
  },
}

function when(subscription: SubscriptionFacts | null): string {
  const at = subscription?.pendingUpdate?.expiresAt
  return at ? dayOf(at) : 'tomorrow'
}
