import 'server-only'
import { z } from 'zod'
import { log } from '@/lib/log'
import { deliverDue, type OutboxItem } from '@/lib/outbox'
import { asRefusal, isStripeError, stripe } from './stripe'
import { markDirty } from './sync'

const task = z.object({ customerId: z.string(), subscriptionId: z.string() })

/**
 * Carries new default cards on to the subscriptions that had a card of their own, and pays what was left unpaid.
 * Stripe charges a subscription's own card first, and goes on retrying it (Stripe docs: Smart Retries).
 *
 * @param now the present moment
 * @returns how many subscriptions were done
 */
export function carryNewCards(now: Date): Promise<number> {
  return deliverDue('billing', now, carry)
}

async function carry({ payload }: OutboxItem): Promise<void> {
  const { customerId, subscriptionId } = task.parse(payload)
  const subscription = await stripe().subscriptions.retrieve(subscriptionId, { expand: ['latest_invoice'] })
  if (subscription.status === 'canceled' || subscription.status === 'incomplete_expired') return
  if (subscription.default_payment_method) {
    await stripe().subscriptions.update(subscriptionId, { default_payment_method: '' })
  }
  const invoice = subscription.latest_invoice
  const owes = subscription.status === 'past_due' || subscription.status === 'unpaid'
  if (owes && invoice && typeof invoice !== 'string' && invoice.status === 'open') await pay(invoice.id)
  await markDirty(customerId)
}

async function pay(invoiceId: string): Promise<void> {
  try {
    await stripe().invoices.pay(invoiceId)
  } catch (error) {
    // The new card may be declined too, or a retry of Stripe's may have paid meanwhile: both show at the next sync.
    const isAnswer = asRefusal(error) !== null || (isStripeError(error) && error.type === 'StripeCardError')
    if (!isAnswer) throw error
    log().info({ invoiceId, code: (error as { code?: string }).code }, 'the open invoice was not paid by the new card')
  }
}
