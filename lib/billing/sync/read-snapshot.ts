import 'server-only'
import { type AccountRef, requireSameAccount } from '../customers'
import {
  type CustomerFacts,
  grantingStatuses,
  type InvoiceFacts,
  isLive,
  type MoneyFacts,
  type NextInvoiceFacts,
  periodEnd,
  type Snapshot,
  type SubscriptionFacts,
  type SubscriptionSnapshot,
  scheduledEnd,
} from '../model'
import { asRefusal, isMissing, parseCustomer, parseSubscription, stripe } from '../stripe'
import { fetchMoney } from './read-payments'

const gone: CustomerFacts = { paymentMethod: null, billingDetails: null }
const nothing: MoneyFacts = { paidInvoices: [], disputes: [], refunds: [] }

/**
 * Reads everything that billing shows and decides by, from Stripe: the customer, all of its subscriptions in every
 * status and on every page, and a preview of each next invoice. Nothing is locked meanwhile, and the parts need not be
 * of one instant: a change in between makes another event, and another sync.
 *
 * @param stripeCustomerId Stripe's id of the customer
 * @param home where the customer is at home
 * @returns what Stripe has; a customer that is deleted there has no card and no subscriptions
 * @throws Stripe's errors on an outage, ZodError on a shape that is not understood, OtherAccountError when the key
 *   belongs elsewhere
 */
export async function fetchSnapshot(stripeCustomerId: string, home: AccountRef): Promise<Snapshot> {
  const customer = await fetchCustomer(stripeCustomerId, home)
  if (!customer) return { customer: gone, subscriptions: [], money: nothing }
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
    // Nested lists stop at ten (Stripe docs: expanding responses): the rest of the items is a list of its own.
    const items = raw.items.has_more ? await allItems(raw.id) : raw.items.data
    const parsed = parseSubscription({ ...raw, items: { data: items } })
    const facts = { ...parsed, latestInvoice: await withAttempt(parsed) }
    subscriptions.push({ facts, nextInvoice: await fetchNextInvoice(facts) })
  }
  return { customer, subscriptions, money: await fetchMoney(stripeCustomerId) }
}

/**
 * Adds what only other objects know, asked where an attempt is open: whether the bank waits for the customer, and since
 * when invoices have been open. (A renewal during dunning makes a newer invoice, which must not begin the grace anew.)
 */
async function withAttempt({ id, status, latestInvoice }: SubscriptionFacts): Promise<InvoiceFacts | null> {
  const isOpen = latestInvoice?.status === 'open' && latestInvoice.amountRemainingCents > 0
  if (!latestInvoice || !isOpen || !isLive({ status })) return latestInvoice
  const [payments, open] = await Promise.all([
    stripe().invoicePayments.list({ invoice: latestInvoice.id, expand: ['data.payment.payment_intent'] }),
    stripe().invoices.list({ subscription: id, status: 'open', limit: 100 }),
  ])
  const needsAction = payments.data.some(({ payment: { payment_intent: intent } }) => {
    return typeof intent === 'object' && intent.status === 'requires_action'
  })
  const tried = open.data.filter((invoice) => invoice.attempt_count > 0)
  const times = tried.map((invoice) => invoice.status_transitions.finalized_at ?? invoice.created)
  return { ...latestInvoice, needsAction, failingSince: times.length > 0 ? Math.min(...times) : null }
}

async function fetchCustomer(id: string, home: AccountRef): Promise<CustomerFacts | null> {
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

async function fetchNextInvoice(facts: SubscriptionFacts): Promise<NextInvoiceFacts | null> {
  if (!grantingStatuses.includes(facts.status) || scheduledEnd(facts) !== null) return null
  try {
    // With a change that is scheduled, the next invoice is that of the phase to come.
    const of = facts.schedule ? { schedule: facts.schedule.id } : { subscription: facts.id }
    const preview = await stripe().invoices.createPreview(of)
    // The day of the renewal, which is what the page calls it too. Stripe tries the card about an hour later, which may be
    // the next day.
    const at = periodEnd(facts) ?? preview.period_end
    return { amountCents: preview.amount_due, currency: preview.currency, at }
  } catch (error) {
    // It may have ended, or stopped renewing, since it was listed: then there is no next invoice.
    if (asRefusal(error)) return null
    throw error
  }
}
