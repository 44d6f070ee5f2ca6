import 'server-only'
import type { Mail } from '@/lib/email'
import { env } from '@/lib/env'
import { formatMoney } from '@/lib/format'
import { type BillingEmail, onDay, type SubscriptionFacts, scheduledEnd } from '../model'

type Text = { subject: string; says: string; link: string }

/**
 * Writes one of billing's mails.
 *
 * @param to the address that Stripe has for the customer
 * @param subscription what it is about
 */
export function billingMail(kind: BillingEmail, to: string, subscription: SubscriptionFacts): Mail {
  const { subject, says, link } = texts[kind](subscription)
  const text = ['Hello,', says, `${link}: ${env().APP_URL}/account/billing`].join('\n\n')
  return { to, subject, text }
}

function due({ latestInvoice }: SubscriptionFacts): string {
  return latestInvoice ? formatMoney(latestInvoice.amountRemainingCents, latestInvoice.currency) : 'your invoice'
}

function again({ latestInvoice }: SubscriptionFacts): string {
  const next = latestInvoice?.nextPaymentAttempt
  return next ? ` We try again ${onDay(next)}.` : ''
}

const texts: Record<BillingEmail, (subscription: SubscriptionFacts) => Text> = {
  payment_failed: (subscription) => ({
    subject: 'Your payment failed',
    says: `We could not charge ${due(subscription)} to your card.${again(subscription)} A card that works keeps your plan going.`,
    link: 'Use another card, or pay now',
  }),
  action_required: (subscription) => ({
    subject: 'Your bank asks you to confirm a payment',
    says: `Your bank wants you to confirm a payment of ${due(subscription)}. Until then it is not made.`,
    link: 'Confirm the payment',
  }),
  payment_recovered: () => ({
    subject: 'Your payment went through',
    says: 'Your open invoice is paid, and your plan goes on as before. Thank you.',
    link: 'Your billing page',
  }),
  trial_ending: ({ trialEnd }) => ({
    subject: 'Your trial ends soon',
    says: `Your trial ends ${onDay(trialEnd)}, and the first payment is made then. You can cancel until that day.`,
    link: 'See or change your plan',
  }),
  cancellation_scheduled: (subscription) => ({
    subject: 'Your subscription is set to end',
    says: `Your subscription ends ${onDay(scheduledEnd(subscription))}. You keep your plan until then, and can take the cancellation back.`,
    link: 'Keep your subscription',
  }),
  cancellation_undone: () => ({
    subject: 'Your subscription goes on',
    says: 'Your cancellation was taken back. Your plan goes on at the same price.',
    link: 'Your billing page',
  }),
  subscription_ended: ({ endedAt }) => ({
    subject: 'Your subscription has ended',
    says: `Your subscription ended ${onDay(endedAt)}, and nothing more is charged. What you made is still there to read.`,
    link: 'Choose a plan again',
  }),
  change_expired: () => ({
    subject: 'Your plan was not changed',
    says: 'The payment for your change was not confirmed in time, so your plan stays as it was. Nothing was charged.',
    link: 'Try again',
  }),
  trial_refused: () => ({
    subject: 'Your trial was ended',
    says: 'The card you entered has had a free trial before, so this one was ended. Nothing was charged. You can subscribe without a trial whenever you like.',
    link: 'Choose a plan',
  }),
}
