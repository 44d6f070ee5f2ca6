import 'server-only'
import { z } from 'zod'
import { db } from '@/lib/db'
import { enqueueMail } from '@/lib/email'
import { log } from '@/lib/log'
import { deliverDue, type OutboxItem } from '@/lib/outbox'
import { isLive } from '../model'
import { markDirty, readCustomer } from '../store'
import { asRefusal, cancelNow, isStripeError, parseSubscription, type Stripe, stripe } from '../stripe'
import { billingMail } from './emails'

const task = z.object({ customerId: z.string(), teamId: z.string(), subscriptionId: z.string() })
type Task = z.infer<typeof task>

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
  const todo = task.parse(payload)
  if (kind === 'billing.new_card') await followNewCard(todo)
  else if (kind === 'billing.cancel') await cancelNow(todo.subscriptionId)
  else if (kind === 'billing.refuse_trial') await refuseTrial(todo, now)
  else throw new Error(`nobody carries out ${kind}`)
  await markDirty(todo.customerId)
}

/** Clears a subscription's own card, and pays what was left unpaid with the new default. */
async function followNewCard({ subscriptionId }: Task): Promise<void> {
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

/** Ends a trial whose card has had one, and says so. Looked at again first: by now it may be paid for. */
async function refuseTrial({ teamId, subscriptionId }: Task, now: Date): Promise<void> {
  const expand = ['default_payment_method', 'latest_invoice', 'discounts', 'discounts.source.coupon', 'schedule']
  const subscription = await stripe().subscriptions.retrieve(subscriptionId, { expand })
  if (subscription.status !== 'trialing') return
  await cancelNow(subscriptionId)
  const to = (await readCustomer(teamId))?.billingDetails?.email
  if (!to) return
  const mail = billingMail('trial_refused', to, parseSubscription(subscription))
  await db().$transaction((tx) => enqueueMail(tx, 'billing_trial_refused', subscriptionId, mail, in3Days(now)))
}

const in3Days = (now: Date) => new Date(now.getTime() + 3 * 86_400_000)
