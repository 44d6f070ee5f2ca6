import type { BillingAction, BillingBanner, BillingState, StatusTone } from './billing-overview'
import { periodEnd, type SubscriptionDetails, scheduledEnd } from './subscription'
import { dayOf, onDay } from './time'

/** The emails that billing sends, each once per event. */
export type BillingEmail =
  | 'payment_failed'
  | 'action_required'
  | 'payment_recovered'
  | 'trial_ending'
  | 'cancellation_scheduled'
  | 'cancellation_undone'
  | 'subscription_ended'
  | 'change_expired'
  | 'trial_refused'

/** The data that a state's text can use. */
export type StateContext = { subscription: SubscriptionDetails | null; planName: string; graceUntil: number | null }

export type StateRow = {
  /** Whether the team can use the plan. `grace` means that it can until the grace period ends. */
  access: 'plan' | 'grace' | 'none'
  /** The badge's text. */
  label: string
  tone: StatusTone
  /** The current status and what happens next. */
  sentence: (context: StateContext) => string
  /** The banner on every page. The first action is the primary one. */
  banner: BillingBanner | null
  /** The email sent when the state begins (see find-notifications.ts). */
  email: BillingEmail | null
  /** The available actions. Excludes those that Stripe would reject (Stripe docs: customer portal, limitations). */
  offers: BillingAction[]
}

const details: BillingAction[] = ['payment_method_update', 'customer_update', 'portal_home']
const changeable: BillingAction[] = ['subscription_cancel', 'subscription_update', 'subscription_update_confirm']
const payable: BillingAction[] = ['retry_payment', 'finish_payment']

const failed = (description: string): BillingBanner => ({
  tone: 'danger',
  title: 'Your last payment failed.',
  description,
  actions: ['retry_payment', 'payment_method_update'],
})

/** Defines each billing state for pages, emails, and error messages. */
export const stateTable: Record<BillingState, StateRow> = {
  free: {
    access: 'none',
    label: 'Free',
    tone: 'neutral',
    sentence: () => 'You’re on the Free plan. You won’t be charged.',
    banner: null,
    email: null,
    offers: ['start_checkout'],
  },
  incomplete: {
    access: 'none',
    label: 'Payment required',
    tone: 'warning',
    sentence: () => 'Your first payment is incomplete. Complete it within 23 hours to start your subscription.',
    banner: {
      tone: 'warning',
      title: 'Your first payment is incomplete.',
      description: 'Complete it to start your plan.',
      actions: ['finish_payment'],
    },
    email: 'action_required',
    offers: [...details, 'finish_payment'],
  },
  trialing: {
    access: 'plan',
    label: 'Trial',
    tone: 'good',
    sentence: ({ subscription, planName }) =>
      `Your ${planName} trial ends ${onDay(subscription?.trialEnd)}. Your first payment is due then.`,
    banner: null,
    email: 'trial_ending',
    offers: [...details, ...changeable],
  },
  active: {
    access: 'plan',
    label: 'Active',
    tone: 'good',
    sentence: ({ subscription }) => `Your subscription renews ${onDay(subscription && periodEnd(subscription))}.`,
    banner: null,
    email: null,
    offers: [...details, ...changeable, 'subscription_pause'],
  },
  past_due: {
    access: 'grace',
    label: 'Payment failed',
    tone: 'danger',
    sentence: ({ planName, graceUntil }) =>
      `Your last payment failed. Update your payment method to keep ${planName}. We’ll then retry the payment right away.${graceUntil ? ` You have ${planName} until ${dayOf(graceUntil)}.` : ''}`,
    banner: failed('Update your card to keep your plan.'),
    email: 'payment_failed',
    offers: [...details, ...payable, 'subscription_cancel'],
  },
  overdue: {
    access: 'none',
    label: 'Payment overdue',
    tone: 'danger',
    sentence: ({ planName }) =>
      `Your last payment failed, so ${planName} is turned off. You can still view your data. Pay the open invoice to restore ${planName} right away.`,
    banner: failed('Pay the open invoice to restore your plan.'),
    email: 'payment_failed',
    offers: [...details, ...payable, 'subscription_cancel'],
  },
  unpaid: {
    access: 'none',
    label: 'Unpaid',
    tone: 'danger',
    sentence: () =>
      'We couldn’t collect your payments, so your plan is turned off. Update your payment method to restore it.',
    banner: failed('Pay the open invoice to restore your plan.'),
    email: 'payment_failed',
    offers: [...details, ...payable, 'subscription_cancel'],
  },
  paused: {
    access: 'none',
    label: 'Paused',
    tone: 'warning',
    sentence: () => 'Your subscription is paused. You’re on the Free plan and won’t be charged until you resume.',
    banner: null,
    email: null,
    offers: [...details, 'resume_subscription', 'subscription_cancel'],
  },
  collection_paused: {
    access: 'plan',
    label: 'Payments paused',
    tone: 'warning',
    sentence: ({ planName }) => `Payments are paused. You keep ${planName} and won’t be charged until they resume.`,
    banner: null,
    email: null,
    offers: [...details, 'resume_subscription', 'subscription_cancel'],
  },
  canceling: {
    access: 'plan',
    label: 'Canceling',
    tone: 'warning',
    sentence: ({ subscription, planName }) =>
      `Cancels ${onDay(subscription && scheduledEnd(subscription))}. You keep ${planName} until then and won’t be charged again.`,
    banner: null,
    email: 'cancellation_scheduled',
    offers: [...details, 'keep_subscription'],
  },
  ending: {
    access: 'plan',
    label: 'Ending now',
    tone: 'warning',
    sentence: ({ planName }) => `Your subscription is ending. You keep ${planName} until Stripe confirms it.`,
    banner: null,
    email: null,
    offers: details,
  },
  scheduled: {
    access: 'plan',
    label: 'Change scheduled',
    tone: 'good',
    sentence: ({ planName }) =>
      `You keep ${planName} until your scheduled change. To make a different change, cancel the scheduled one in the billing portal first.`,
    banner: null,
    email: null,
    // Portal flows cannot update or cancel a subscription with a pending schedule.
    offers: details,
  },
  payment_pending: {
    access: 'plan',
    label: 'Payment pending',
    tone: 'warning',
    sentence: ({ subscription, planName }) =>
      `The payment for your plan change failed, so you’re still on ${planName}. Pay for the change or use another card by ${when(subscription)}. Otherwise, the change is canceled and you won’t be charged.`,
    banner: {
      tone: 'warning',
      title: 'The payment for your plan change failed.',
      description: 'You’ll stay on your current plan until you pay.',
      actions: ['finish_payment', 'payment_method_update'],
    },
    email: 'payment_failed',
    offers: [...details, 'finish_payment', 'subscription_update_confirm'],
  },
  action_pending: {
    access: 'plan',
    label: 'Confirmation needed',
    tone: 'warning',
    sentence: ({ subscription, planName }) =>
      `Your bank needs you to confirm the payment for your plan change. You’re still on ${planName}. If you don’t confirm by ${when(subscription)}, the change is canceled and you won’t be charged.`,
    banner: {
      tone: 'warning',
      title: 'Your bank needs you to confirm a payment.',
      description: 'Your plan changes as soon as you confirm.',
      actions: ['finish_payment'],
    },
    email: 'action_required',
    offers: [...details, 'finish_payment', 'subscription_update_confirm'],
  },
  disputed: {
    access: 'plan',
    label: 'Payment disputed',
    tone: 'warning',
    sentence: ({ planName }) =>
      `A payment is being disputed with your bank. You keep ${planName} while the dispute is open. If the payment is reversed, your plan ends.`,
    banner: {
      tone: 'warning',
      title: 'A payment is being disputed with your bank.',
      description:
        'If this is a mistake, ask your bank to withdraw the dispute. If the payment is reversed, your plan ends.',
      actions: [],
    },
    email: null,
    // The available actions come from the underlying state (see billing-state.ts).
    offers: details,
  },
  ended: {
    access: 'none',
    label: 'Ended',
    tone: 'neutral',
    sentence: ({ subscription }) => `Your subscription ended ${onDay(subscription?.endedAt)}. You’re on the Free plan.`,
    banner: null,
    email: 'subscription_ended',
    offers: ['start_checkout', ...details],
  },
  unknown: {
    access: 'none',
    label: 'Under review',
    tone: 'neutral',
    sentence: () => 'We’re reviewing your subscription. Contact us if anything isn’t working.',
    banner: null,
    email: null,
    offers: ['portal_home'],
  },
}

function when(subscription: SubscriptionDetails | null): string {
  const at = subscription?.pendingUpdate?.expiresAt
  return at ? dayOf(at) : 'tomorrow'
}
