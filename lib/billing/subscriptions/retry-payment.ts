import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { requireBillingRole } from '../access'
import { type BillingAction, offeredFor } from '../model'
import { type CustomerRow, factsOf, primaryOf, readCustomer } from '../store'
import { asRefusal, explainRefusal, isStripeError, stripe } from '../stripe'
import { readStripe } from '../sync'

/** What became of a try to pay: paid, or Stripe's own page for the invoice, where the bank can ask its question. */
export type PaymentTry = { kind: 'paid' } | { kind: 'redirect'; url: string }

/**
 * Tries the open invoice again, at once, with the card that is on file.
 *
 * @param viewer an OWNER or ADMIN
 * @param now the present moment
 * @returns `paid`, or where the customer confirms the payment to the bank
 * @throws AppError `forbidden`, `conflict` when nothing is open, `payment_required` when the card was declined,
 *   `unavailable` when Stripe does not answer
 */
export async function retryPayment(viewer: Viewer, now: Date): Promise<PaymentTry> {
  const { customer, invoiceId } = await openInvoice(viewer, 'retry_payment', now)
  try {
    await stripe().invoices.pay(invoiceId)
    return { kind: 'paid' }
  } catch (error) {
    if (isStripeError(error) && error.type === 'StripeCardError') return await answerDecline(invoiceId, error.message)
    // Paid meanwhile, by a retry of Stripe's or in another tab: the page shows it.
    if (asRefusal(error) && (await stripe().invoices.retrieve(invoiceId)).status === 'paid') return { kind: 'paid' }
    throw explainRefusal(error)
  } finally {
    await readStripe(customer.id, now)
  }
}

/**
 * Where the customer finishes the payment of the open invoice: Stripe's hosted page, which handles the bank's questions
 * and other cards. The address opens the invoice to whoever has it, so it is fetched when asked for, and never stored.
 *
 * @param viewer an OWNER or ADMIN
 * @param now the present moment
 * @returns the address, or `paid` when there is nothing left to pay
 * @throws AppError `forbidden`, `conflict` when nothing is open, `unavailable` when Stripe does not answer
 */
export async function finishPayment(viewer: Viewer, now: Date): Promise<PaymentTry> {
  const { customer, invoiceId } = await openInvoice(viewer, 'finish_payment', now)
  try {
    const invoice = await stripe().invoices.retrieve(invoiceId)
    if (invoice.status === 'open' && invoice.hosted_invoice_url) {
      return { kind: 'redirect', url: invoice.hosted_invoice_url }
    }
  } catch (error) {
    throw explainRefusal(error)
  }
  await readStripe(customer.id, now)
  return { kind: 'paid' }
}

async function openInvoice(viewer: Viewer, action: BillingAction, now: Date) {
  requireBillingRole(viewer)
  const customer = await readCustomer(viewer.teamId)
  const row = primaryOf(customer)
  const invoiceId = row && factsOf(row).latestInvoice?.id
  if (customer && invoiceId && isOffered(customer, action, now)) return { customer, invoiceId }
  throw new AppError('conflict', 'There is nothing to pay. Reload the billing page to see the present state.')
}

function isOffered(customer: CustomerRow, action: BillingAction, now: Date): boolean {
  const row = primaryOf(customer)
  return offeredFor(row ? factsOf(row) : null, now).includes(action)
}

async function answerDecline(invoiceId: string, reason: string): Promise<PaymentTry> {
  log().info({ invoiceId, reason }, 'the open invoice was tried again and not paid')
  const { data } = await stripe().invoicePayments.list({ invoice: invoiceId, expand: ['data.payment.payment_intent'] })
  const isAsked = data.some(({ payment: { payment_intent: intent } }) => {
    return typeof intent === 'object' && intent.status === 'requires_action'
  })
  const invoice = isAsked ? await stripe().invoices.retrieve(invoiceId) : null
  if (invoice?.hosted_invoice_url) return { kind: 'redirect', url: invoice.hosted_invoice_url }
  throw new AppError('payment_required', 'Your card was declined. Use another card, or ask your bank.')
}
