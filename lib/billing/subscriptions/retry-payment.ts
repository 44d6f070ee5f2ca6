import 'server-only'
import type { Viewer } from '@/lib/auth'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import { type OfferedAction, requireOfferedAction } from '../access'
import { type BillingAction, isLive } from '../model'
import { isStripeError, stripe } from '../stripe'
import { performAction, syncNow } from '../sync'

/** Either the invoice was paid, or the customer must confirm the payment on Stripe's invoice page. */
export type PaymentResult = { kind: 'paid' } | { kind: 'redirect'; url: string }

/**
 * Charges the open invoice to the card on file.
 *
 * @param viewer an OWNER or ADMIN
 * @param now the current time
 * @throws AppError as `performAction` does; `payment_required` if the card was declined
 */
export function retryPayment(viewer: Viewer, now: Date): Promise<PaymentResult> {
  return performAction(viewer, 'retry_payment', { now, readsAfter: true }, async (offered) => {
    const { id } = await openInvoice(viewer, 'retry_payment', offered, now)
    try {
      await stripe().invoices.pay(id)
      return { kind: 'paid' }
    } catch (error) {
      if (isStripeError(error) && error.type === 'StripeCardError') return handleDecline(id, error.message)
      throw error
    }
  })
}

/**
 * Returns the URL of Stripe's hosted invoice page, where the customer can confirm the payment or use another card. Anyone
 * with the URL can open the invoice, so it is fetched on each click and never stored.
 *
 * @param viewer an OWNER or ADMIN
 * @param now the current time
 * @returns the URL
 * @throws AppError as `performAction` does
 */
export function finishPayment(viewer: Viewer, now: Date): Promise<string> {
  return performAction(viewer, 'finish_payment', { now }, async (offered) => {
    return (await openInvoice(viewer, 'finish_payment', offered, now)).url
  })
}

/**
 * Fetches the open invoice and its subscription from Stripe. An invoice can stay open after its subscription has ended,
 * and a customer must not pay for a plan that has ended.
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
  const isOwnerLive = typeof owner === 'object' && isLive(owner)
  if (id && isOwnerLive && invoice?.status === 'open' && invoice.hosted_invoice_url) {
    return { id, url: invoice.hosted_invoice_url }
  }
  await syncNow(customer.id, now)
  await requireOfferedAction(viewer, action, { now })
  throw new AppError('conflict', 'Your open invoice has changed. Please try again.')
}

async function handleDecline(invoiceId: string, reason: string): Promise<PaymentResult> {
  log().info({ invoiceId, reason }, 'the open invoice was retried but not paid')
  const { data } = await stripe().invoicePayments.list({ invoice: invoiceId, expand: ['data.payment.payment_intent'] })
  const needsAction = data.some(({ payment: { payment_intent: intent } }) => {
    return typeof intent === 'object' && intent.status === 'requires_action'
  })
  const invoice = needsAction ? await stripe().invoices.retrieve(invoiceId) : null
  if (invoice?.hosted_invoice_url) return { kind: 'redirect', url: invoice.hosted_invoice_url }
  throw new AppError('payment_required', 'Your card was declined. Use another card or contact your bank.')
}
