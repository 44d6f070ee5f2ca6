import 'server-only'
import type { Mail } from '@/lib/email'
import { env } from '@/lib/env'
import { formatMoney } from '@/lib/format'
import { type BillingEmail, onDay, type SubscriptionDetails, scheduledEnd } from '../model'

type Text = { subject: string; body: string; link: string }

/**
 * Writes a billing email.
 *
 * @param to the customer's email address in Stripe
 * @param subscription the subscription that the email is about
 */
export function billingEmail(kind: BillingEmail, to: string, subscription: SubscriptionDetails): Mail {
  const { subject, body, link } = texts[kind](subscription)
  const text = ['Hello,', body, `${link}: ${env().APP_URL}/account/billing`].join('\n\n')
  return { to, subject, text }
}

function paymentText({ latestInvoice }: SubscriptionDetails): string {
  if (!latestInvoice) return 'payment'
  return `payment of ${formatMoney(latestInvoice.amountRemainingCents, latestInvoice.currency)}`
}

function retryText({ latestInvoice }: SubscriptionDetails): string {
  const next = latestInvoice?.nextPaymentAttempt
  return next ? ` We'll try again ${onDay(next)}.` : ''
}

const texts: Record<BillingEmail, (subscription: SubscriptionDetails) => Text> = {
  payment_failed: (subscription) => ({
    subject: 'Your payment failed',
    body: `Your ${paymentText(subscription)} failed.${retryText(subscription)} Update your card to keep your plan.`,
    link: 'Update your card or pay now',
  }),
  action_required: (subscription) => ({
    subject: 'Confirm your payment',
    body: `Your bank needs you to confirm your ${paymentText(subscription)}. The payment won't go through until you do.`,
    link: 'Confirm the payment',
  }),
  payment_recovered: () => ({
    subject: 'Your payment went through',
    body: 'Your invoice is paid, and your plan continues as before. Thank you.',
    link: 'View billing',
  }),
  trial_ending: ({ trialEnd }) => ({
    subject: 'Your trial ends soon',
    body: `Your trial ends ${onDay(trialEnd)}. Your first payment is due then. You can cancel any time before that.`,
    link: 'View or change your plan',
  }),
  cancellation_scheduled: (subscription) => ({
    subject: 'Your subscription was canceled',
    body: `Your subscription ends ${onDay(scheduledEnd(subscription))}. You keep your plan until then, and you can still undo the cancellation.`,
    link: 'Keep your subscription',
  }),
  cancellation_undone: () => ({
    subject: 'Your subscription will continue',
    body: 'Your cancellation was undone. Your plan continues at the same price.',
    link: 'View billing',
  }),
  subscription_ended: ({ endedAt }) => ({
    subject: 'Your subscription has ended',
    body: `Your subscription ended ${onDay(endedAt)}. You won't be charged again. You can still view everything you created.`,
    link: 'Choose a plan',
  }),
  change_expired: () => ({
    subject: 'Your plan was not changed',
    body: "The payment for your plan change wasn't confirmed in time, so your plan stays the same. You were not charged.",
    link: 'Try again',
  }),
  trial_refused: () => ({
    subject: 'Your free trial has ended',
    body: 'Your card has already been used for a free trial, so we ended this one. You were not charged. You can subscribe without a trial at any time.',
    link: 'Choose a plan',
  }),
}
