import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { type OfferedAction, requireOfferedAction } from '../access'
import { type BillingAction, isLive } from '../model'
import { isStripeError, stripe } from '../stripe'
import { performAction, readStripe } from '../sync'

/** The invoice was paid, or the bank has a question, which Stripe's own page for the invoice asks. */
export type PaymentTry = { kind: 'paid' } | { kind: 'redirect'; url: string }

/**
 * Charges the open invoice to the card on file, at once.
 *
 * @param viewer an OWNER or ADMIN
 * @param now the present moment
 * @throws AppError as `performAction` does; `payment_required` when the card was declined
 */
export function retryPayment(viewer: Viewer, now: Date): Promise<PaymentTry> {
  return performAction(viewer, 'retry_payment', { now, readsAfter: true }, async (offered) => {
    const { id } = await openInvoice(viewer, 'retry_payment', offered, now)
    try {
      await stripe().invoices.pay(id)
      return { kind: 'paid' }
    } catch (error) {
      if (isStripeError(error) && error.type === 'StripeCardError') return answerDecline(id, error.message)
      throw error
    }
  })
}

/**
 * Where the customer pays the open invoice: Stripe's hosted page, which handles the bank's questions and other cards. The
 * address opens the invoice to anybody who has it, so it is fetched on each click, and never stored.
 *
 * @param viewer an OWNER or ADMIN
 * @param now the present moment
 * @returns the address
 * @throws AppError as `performAction` does
 */
export function finishPayment(viewer: Viewer, now: Date): Promise<string> {
  return performAction(viewer, 'finish_payment', { now }, async (offered) => {
    return (await openInvoice(viewer, 'finish_payment', offered, now)).url
  })
}

/**
 * The subscription's invoice that is open at Stripe. An open invoice outlives its subscription, and nobody may pay for a
 * plan that is gone: so Stripe is asked for both.
 */
async function openInvoice(
  viewer: Viewer,
  action: BillingAction,
  { customer, subscription }: OfferedAction,
  now: Date,
): Promise<{ id: string; url: string }> {
  const id = subscription.latestInvoice?.id
  const expand = ['parent.subscription_details.subscription']
  const invoice = id ? await stripe().invoices.retrieve(id, { expand }) : null
  const owner = invoice?.parent?.subscription_details?.subscription
  const isAlive = typeof owner === 'object' && isLive(owner)
  if (id && isAlive && invoice?.status === 'open' && invoice.hosted_invoice_url) {
    return { id, url: invoice.hosted_invoice_url }
  }
  await readStripe(customer.id, now)
  await requireOfferedAction(viewer, action, { now })
  throw new AppError('conflict', 'Your open invoice has changed. Please try again.')
}

async function answerDecline(invoiceId: string, reason: string): Promise<PaymentTry> {
  log().info({ invoiceId, reason }, 'the open invoice was tried again and not paid')
  const { data } = await stripe().invoicePayments.list({ invoice: invoiceId, expand: ['data.payment.payment_intent'] })
  const needsAction = data.some(({ payment: { payment_intent: intent } }) => {
    return typeof intent === 'object' && intent.status === 'requires_action'
  })
  const invoice = needsAction ? await stripe().invoices.retrieve(invoiceId) : null
  if (invoice?.hosted_invoice_url) return { kind: 'redirect', url: invoice.hosted_invoice_url }
  throw new AppError('payment_required', 'Your card was declined. Use another card, or ask your bank.')
}
