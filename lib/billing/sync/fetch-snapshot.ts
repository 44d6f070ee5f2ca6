import 'server-only'
import { type AccountRef, requireSameAccount } from '../customers'
import {
  type CustomerDetails,
  grantingStatuses,
  type InvoiceDetails,
  isLive,
  type NextInvoiceDetails,
  type PaymentHistory,
  periodEnd,
  type Snapshot,
  type SubscriptionDetails,
  type SubscriptionSnapshot,
  scheduledEnd,
} from '../model'
import { isMissing, isRejection, parseCustomer, parseSubscription, stripe } from '../stripe'
import { fetchPayments } from './fetch-payments'

const deletedCustomer: CustomerDetails = { paymentMethod: null, billingDetails: null }
const noMoney: PaymentHistory = { paidInvoices: [], disputes: [], refunds: [] }

/**
 * Reads all of a customer's billing data from Stripe: the customer, its subscriptions in every status, and a preview of
 * each next invoice. Nothing is locked, so the parts may be from different moments. A change between two calls sends an
 * event that causes another sync.
 *
 * @param stripeCustomerId Stripe's customer id
 * @param home the Stripe account and mode that the customer belongs to
 * @returns the state in Stripe; a deleted customer has no card and no subscriptions
 * @throws Stripe's errors during an outage, ZodError if the format is unexpected, OtherAccountError if the key belongs
 *   to another account
 */
export async function fetchSnapshot(stripeCustomerId: string, home: AccountRef): Promise<Snapshot> {
  const customer = await fetchCustomer(stripeCustomerId, home)
  if (!customer) return { customer: deletedCustomer, subscriptions: [], money: noMoney }
  const subscriptions: SubscriptionSnapshot[] = []
  const list = stripe().subscriptions.list({
    customer: stripeCustomerId,
    status: 'all',
    limit: 100,
    expand: [
      'data.default_payment_method',
      'data.latest_invoice',
      'data.schedule',
      'data.discounts',
      'data.discounts.source.coupon',
    ],
  })
  for await (const raw of list) {
    // A nested list holds at most ten objects (Stripe docs: expanding responses).
    const items = raw.items.has_more ? await allItems(raw.id) : raw.items.data
    const parsed = parseSubscription({ ...raw, items: { data: items } })
    const details = { ...parsed, latestInvoice: await withPaymentAttempt(parsed) }
    subscriptions.push({ details, nextInvoice: await fetchNextInvoice(details) })
  }
  return { customer, subscriptions, money: await fetchPayments(stripeCustomerId) }
}

/**
 * Adds whether the customer must confirm the payment, and when payments started to fail. Only an open invoice needs the
 * extra calls. A renewal during dunning creates a newer invoice, which must not restart the grace period.
 */
async function withPaymentAttempt({ id, status, latestInvoice }: SubscriptionDetails): Promise<InvoiceDetails | null> {
  const isOpen = latestInvoice?.status === 'open' && latestInvoice.amountRemainingCents > 0
  if (!latestInvoice || !isOpen || !isLive({ status })) return latestInvoice
  const [payments, open] = await Promise.all([
    stripe().invoicePayments.list({ invoice: latestInvoice.id, expand: ['data.payment.payment_intent'] }),
    stripe().invoices.list({ subscription: id, status: 'open', limit: 100 }),
  ])
  const needsAction = payments.data.some(({ payment: { payment_intent: intent } }) => {
    return typeof intent === 'object' && intent.status === 'requires_action'
  })
  const attempted = open.data.filter((invoice) => invoice.attempt_count > 0)
  const times = attempted.map((invoice) => invoice.status_transitions.finalized_at ?? invoice.created)
  return { ...latestInvoice, needsAction, failingSince: times.length > 0 ? Math.min(...times) : null }
}

async function fetchCustomer(id: string, home: AccountRef): Promise<CustomerDetails | null> {
  try {
    const customer = await stripe().customers.retrieve(id, { expand: ['invoice_settings.default_payment_method'] })
    return customer.deleted ? null : parseCustomer(customer)
  } catch (error) {
    if (!isMissing(error)) throw error
    await requireSameAccount(home)
    return null
  }
}

async function allItems(subscription: string) {
  return stripe().subscriptionItems.list({ subscription, limit: 100 }).autoPagingToArray({ limit: 1000 })
}

async function fetchNextInvoice(details: SubscriptionDetails): Promise<NextInvoiceDetails | null> {
  if (!grantingStatuses.includes(details.status) || scheduledEnd(details) !== null) return null
  try {
    // With a scheduled change, the next invoice belongs to the next phase.
    const source = details.schedule ? { schedule: details.schedule.id } : { subscription: details.id }
    const preview = await stripe().invoices.createPreview(source)
    // The page shows the renewal date. Stripe charges the card about an hour later, which may be the next day.
    const at = periodEnd(details) ?? preview.period_end
    return { amountCents: preview.amount_due, currency: preview.currency, at }
  } catch (error) {
    // The subscription may have ended or stopped renewing since it was listed. Then there is no next invoice.
    if (isRejection(error)) return null
    throw error
  }
}
