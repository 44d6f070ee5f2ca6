import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { type BillingAction, NotOfferedError, type SubscriptionFacts } from '../model'
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
  const action = 'retry_payment'
  return performAction(viewer, action, { now, readsAfter: true }, async ({ subscription }) => {
    const invoiceId = openInvoice(subscription, action)
    try {
      await stripe().invoices.pay(invoiceId)
      return { kind: 'paid' }
    } catch (error) {
      if (isStripeError(error) && error.type === 'StripeCardError') return answerDecline(invoiceId, error.message)
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
  const action = 'finish_payment'
  return performAction(viewer, action, { now }, async ({ customer, subscription }) => {
    const invoice = await stripe().invoices.retrieve(openInvoice(subscription, action))
    if (invoice.status === 'open' && invoice.hosted_invoice_url) return invoice.hosted_invoice_url
    await readStripe(customer.id, now)
    throw new NotOfferedError(action, 'active')
  })
}

function openInvoice({ latestInvoice }: SubscriptionFacts, action: BillingAction): string {
  if (!latestInvoice) throw new NotOfferedError(action, 'active')
  return latestInvoice.id
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
