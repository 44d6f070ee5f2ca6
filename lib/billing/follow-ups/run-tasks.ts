import 'server-only'
import { z } from 'zod'
import { db } from '@/lib/db'
import { enqueueMail } from '@/lib/email'
import { log } from '@/lib/log'
import { deliverDue, type OutboxItem } from '@/lib/outbox'
import { inDays, isLive } from '../model'
import { emailAgeDaysMax } from '../policy'
import { markDirty, raiseAlert, readCustomer } from '../store'
import {
  cancelNow,
  expireSession,
  idOf,
  isRejection,
  isStripeError,
  parseSubscription,
  type Stripe,
  stripe,
} from '../stripe'
import { billingEmail } from './email-texts'

const aboutCustomer = z.object({ customerId: z.string() })
const aboutSubscription = aboutCustomer.extend({ teamId: z.string(), subscriptionId: z.string() })
const aboutSession = aboutCustomer.extend({ sessionId: z.string() })
type SubscriptionTask = z.infer<typeof aboutSubscription>

/**
 * Runs the tasks that queue-tasks.ts queued. Each task is idempotent and marks its customer as changed when it is done.
 *
 * @param now the current time
 * @param customerId runs only this customer's tasks; if omitted, runs all tasks
 * @returns the number of tasks that were done
 */
export function runBillingTasks(now: Date, customerId?: string): Promise<number> {
  const run = (item: OutboxItem) => runTask(item, now)
  return deliverDue('billing', now, run, customerId ? `${customerId}:` : '')
}

async function runTask({ kind, payload }: OutboxItem, now: Date): Promise<void> {
  switch (kind) {
    case 'billing.new_card':
      await applyNewCard(aboutSubscription.parse(payload))
      break
    case 'billing.cancel':
      await cancelNow(aboutSubscription.parse(payload).subscriptionId)
      break
    case 'billing.refuse_trial':
      await endRepeatTrial(aboutSubscription.parse(payload), now)
      break
    case 'billing.expire_session':
      await expireSession(aboutSession.parse(payload).sessionId)
      break
    default:
      throw new Error(`unknown task ${kind}`)
  }
  await markDirty(aboutCustomer.parse(payload).customerId)
}

/** Clears the subscription's own card and pays its open invoice with the new default card. */
async function applyNewCard({ subscriptionId }: SubscriptionTask): Promise<void> {
  const subscription = await stripe().subscriptions.retrieve(subscriptionId, { expand: ['latest_invoice'] })
  if (!isLive(subscription)) return
  if (subscription.default_payment_method) {
    await stripe().subscriptions.update(subscriptionId, { default_payment_method: '' })
  }
  const owes = subscription.status === 'past_due' || subscription.status === 'unpaid'
  const invoice = subscription.latest_invoice
  if (owes && invoice && typeof invoice !== 'string' && invoice.status === 'open') await payOpenInvoice(invoice)
}

async function payOpenInvoice(invoice: Stripe.Invoice): Promise<void> {
  try {
    await stripe().invoices.pay(invoice.id ?? '')
  } catch (error) {
    // The new card may be declined too, or Stripe may have retried successfully. The next sync shows which.
    const isExpected = isRejection(error) || (isStripeError(error) && error.type === 'StripeCardError')
    if (!isExpected) throw error
    log().info({ invoiceId: invoice.id, reason: String(error) }, 'the open invoice was not paid with the new card')
  }
}

/**
 * Ends a trial whose card was already used for another trial, unless the trial is already over, and emails the
 * customer.
 */
async function endRepeatTrial({ teamId, subscriptionId }: SubscriptionTask, now: Date): Promise<void> {
  const expand = ['default_payment_method', 'latest_invoice', 'discounts', 'discounts.source.coupon', 'schedule']
  const subscription = await stripe().subscriptions.retrieve(subscriptionId, { expand })
  if (subscription.status !== 'trialing') return
  const ended = await cancelNow(subscriptionId)
  if (ended && idOf(ended.latest_invoice) !== idOf(subscription.latest_invoice)) {
    // The trial ended between the two calls, so Stripe has already created an invoice.
    const message = `${subscriptionId} was canceled because its card had already been used for a trial, but its first invoice had just been created. Check the invoice and refund it if it was paid`
    await raiseAlert({ kind: 'refused_trial_charged', key: subscriptionId, teamId, message }, now)
    return
  }
  const to = (await readCustomer(teamId))?.billingDetails?.email
  if (!to) return
  const email = billingEmail('trial_refused', to, parseSubscription(subscription))
  const expiresAt = inDays(now, emailAgeDaysMax)
  await db().$transaction((tx) => enqueueMail(tx, 'billing_trial_refused', subscriptionId, email, expiresAt))
}
