import 'server-only'
import { z } from 'zod'
import { db } from '@/lib/db'
import { enqueueMail } from '@/lib/email'
import { log } from '@/lib/log'
import { deliverDue, type OutboxItem } from '@/lib/outbox'
import { inDays, isLive } from '../model'
import { mailAgeDaysMax } from '../policy'
import { markDirty, raiseAlert, readCustomer } from '../store'
import {
  asRefusal,
  cancelNow,
  expireSession,
  idOf,
  isStripeError,
  parseSubscription,
  type Stripe,
  stripe,
} from '../stripe'
import { billingMail } from './emails'

const aboutCustomer = z.object({ customerId: z.string() })
const aboutSubscription = aboutCustomer.extend({ teamId: z.string(), subscriptionId: z.string() })
const aboutSession = aboutCustomer.extend({ sessionId: z.string() })
type SubscriptionTask = z.infer<typeof aboutSubscription>

/**
 * Carries out what follow-ups.ts decided. Every task may be carried out twice, and ends by marking its customer as changed.
 *
 * @param now the present moment
 * @param customerId only this customer's tasks; everybody's when left out
 * @returns how many were done
 */
export function runBillingTasks(now: Date, customerId?: string): Promise<number> {
  const carry = (item: OutboxItem) => carryOut(item, now)
  return deliverDue('billing', now, carry, customerId ? `${customerId}:` : '')
}

async function carryOut({ kind, payload }: OutboxItem, now: Date): Promise<void> {
  switch (kind) {
    case 'billing.new_card':
      await followNewCard(aboutSubscription.parse(payload))
      break
    case 'billing.cancel':
      await cancelNow(aboutSubscription.parse(payload).subscriptionId)
      break
    case 'billing.refuse_trial':
      await refuseTrial(aboutSubscription.parse(payload), now)
      break
    case 'billing.expire_session':
      await expireSession(aboutSession.parse(payload).sessionId)
      break
    default:
      throw new Error(`nothing carries out ${kind}`)
  }
  await markDirty(aboutCustomer.parse(payload).customerId)
}

/** Clears a subscription's own card, and pays what was left unpaid with the new default. */
async function followNewCard({ subscriptionId }: SubscriptionTask): Promise<void> {
  const subscription = await stripe().subscriptions.retrieve(subscriptionId, { expand: ['latest_invoice'] })
  if (!isLive(subscription)) return
  if (subscription.default_payment_method) {
    await stripe().subscriptions.update(subscriptionId, { default_payment_method: '' })
  }
  const owes = subscription.status === 'past_due' || subscription.status === 'unpaid'
  const invoice = subscription.latest_invoice
  if (owes && invoice && typeof invoice !== 'string' && invoice.status === 'open') await payOpen(invoice)
}

async function payOpen(invoice: Stripe.Invoice): Promise<void> {
  try {
    await stripe().invoices.pay(invoice.id ?? '')
  } catch (error) {
    // The new card may be declined too, or a retry of Stripe's may have paid meanwhile: both show at the next sync.
    const isAnswer = asRefusal(error) !== null || (isStripeError(error) && error.type === 'StripeCardError')
    if (!isAnswer) throw error
    log().info({ invoiceId: invoice.id, reason: String(error) }, 'the open invoice was not paid by the new card')
  }
}

/** Ends a trial whose card has had one before, and says so. Stripe is asked first: it may be paid for by now. */
async function refuseTrial({ teamId, subscriptionId }: SubscriptionTask, now: Date): Promise<void> {
  const expand = ['default_payment_method', 'latest_invoice', 'discounts', 'discounts.source.coupon', 'schedule']
  const subscription = await stripe().subscriptions.retrieve(subscriptionId, { expand })
  if (subscription.status !== 'trialing') return
  const ended = await cancelNow(subscriptionId)
  if (ended && idOf(ended.latest_invoice) !== idOf(subscription.latest_invoice)) {
    // The trial ran out between the two calls, so Stripe had charged for it already.
    const message = `${subscriptionId} was canceled as a second trial of its card just as its first invoice was made: check that invoice, and refund it if it was paid`
    await raiseAlert({ kind: 'refused_trial_charged', key: subscriptionId, teamId, message }, now)
    return
  }
  const to = (await readCustomer(teamId))?.billingDetails?.email
  if (!to) return
  const mail = billingMail('trial_refused', to, parseSubscription(subscription))
  const expiresAt = inDays(now, mailAgeDaysMax)
  await db().$transaction((tx) => enqueueMail(tx, 'billing_trial_refused', subscriptionId, mail, expiresAt))
}
