import { type Context, cardError, invalid, type StripeError } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { recordBalance } from '../customers/balance-transactions'
import { declineError, tryPayment } from '../payments/payment-lifecycle'
import { subscriptionOf } from './create-invoice'
import { onInvoiceClosed, onInvoiceFailed, onInvoicePaid } from './payment-outcomes'

export function paymentOf(ctx: Context, invoice: Stored): { link: Stored; intent: Stored } | undefined {
  const link = ctx.store
    .of(invoice.customer)
    .find((one) => one.object === 'invoice_payment' && one.invoice === invoice.id)
  return link && { link, intent: need(ctx, 'payment_intent', link.payment.payment_intent) }
}

/** The card to charge: the subscription's, otherwise the customer's (Stripe docs: payment method priority). */
export function cardFor(ctx: Context, customerId: string, subscription: Stored | undefined): Stored | null {
  const customer = need(ctx, 'customer', customerId)
  const id = subscription?.default_payment_method ?? customer.invoice_settings.default_payment_method
  return id ? need(ctx, 'payment_method', id) : null
}

function cardForInvoice(ctx: Context, invoice: Stored): Stored | null {
  if (invoice.default_payment_method) return need(ctx, 'payment_method', invoice.default_payment_method)
  return cardFor(ctx, invoice.customer, subscriptionOf(ctx, invoice))
}

export type Collected = { invoice: Stored; intent: Stored | null }

/**
 * Tries to collect an open invoice. A failure is recorded on the invoice and the subscription, and does not throw.
 * @param options `method` overrides the card; `isAutomatic` marks the engine's own attempts, which count as retries
 */
export function collect(
  ctx: Context,
  id: string,
  options: { method?: Stored; offSession: boolean; isAutomatic: boolean; outOfBand?: boolean },
): Collected {
  const invoice = need(ctx, 'invoice', id)
  if (options.outOfBand) return { invoice: markPaid(ctx, invoice, null), intent: null }
  const found = paymentOf(ctx, invoice)
  if (!found) throw new Error(`the open invoice ${id} has no payment`)
  const method = options.method ?? cardForInvoice(ctx, invoice)
  const intent = method ? tryPayment(ctx, found.intent, method, options.offSession) : found.intent
  if (intent.status === 'succeeded') return { invoice: markPaid(ctx, invoice, intent), intent }
  // Observed: a first payment that requires authentication does not count as an attempt. Assumed: on later invoices, it
  // does.
  const requiresAction = intent.status === 'requires_action' && invoice.billing_reason === 'subscription_create'
  const counts = options.isAutomatic || (invoice.attempt_count === 0 && !requiresAction)
  const failed = ctx.store.put({
    ...invoice,
    attempted: true,
    attempt_count: invoice.attempt_count + (counts ? 1 : 0),
  })
  return { invoice: onInvoiceFailed(ctx, failed, intent, options.isAutomatic), intent }
}

export function markPaid(ctx: Context, invoice: Stored, intent: Stored | null): Stored {
  const now = ctx.now(invoice.customer)
  const paid = ctx.store.put({
    ...invoice,
    amount_paid: invoice.amount_due,
    amount_remaining: 0,
    attempted: true,
    attempt_count: Math.max(invoice.attempt_count, intent ? 1 : 0),
    auto_advance: false,
    next_payment_attempt: null,
    status: 'paid',
    status_transitions: { ...invoice.status_transitions, paid_at: now },
  })
  ctx.emit('invoice.paid', paid)
  ctx.emit('invoice.payment_succeeded', paid)
  const link = intent && paymentOf(ctx, invoice)?.link
  if (link) {
    const status_transitions = { canceled_at: null, paid_at: now }
    const done = ctx.store.put({ ...link, status: 'paid', amount_paid: invoice.amount_due, status_transitions })
    ctx.emit('invoice_payment.paid', done)
  }
  onInvoicePaid(ctx, paid, intent)
  return paid
}

export function unpaidError(intent: Stored): StripeError {
  if (intent.status !== 'requires_action') return declineError(intent)
  return cardError({
    code: 'invoice_payment_intent_requires_action',
    message:
      'This payment requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with the invoice.',
    payment_intent: intent,
  })
}

export function noCard(): StripeError {
  return invalid(
    'This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
    undefined,
    'resource_missing',
  )
}

/** Voids an open invoice or marks it uncollectible. */
export function closeInvoice(ctx: Context, id: string, status: 'void' | 'uncollectible'): Stored {
  const invoice = need(ctx, 'invoice', id)
  const isOpen = invoice.status === 'open' || (status === 'void' && invoice.status === 'uncollectible')
  if (!isOpen) {
    const verb = status === 'void' ? 'void' : 'mark uncollectible'
    throw invalid(
      `You can only ${verb} open invoices. This invoice is ${invoice.status}.`,
      undefined,
      'invoice_not_editable',
    )
  }
  const field = status === 'void' ? 'voided_at' : 'marked_uncollectible_at'
  const status_transitions = { ...invoice.status_transitions, [field]: ctx.now(invoice.customer) }
  const closed = ctx.store.put({
    ...invoice,
    status,
    status_transitions,
    next_payment_attempt: null,
    auto_advance: false,
  })
  ctx.emit(status === 'void' ? 'invoice.voided' : 'invoice.marked_uncollectible', closed)
  if (status === 'void') returnCredit(ctx, closed)
  onInvoiceClosed(ctx, closed)
  return closed
}

/** Stripe docs (customer balance): voiding an invoice returns the credit it used and cancels its payment. */
function returnCredit(ctx: Context, invoice: Stored): void {
  const used = invoice.ending_balance - invoice.starting_balance
  if (used !== 0) {
    const { currency, id, customer } = invoice
    const { balance } = need(ctx, 'customer', customer)
    recordBalance(ctx, customer, { amount: -used, currency, type: 'unapplied_from_invoice', invoice: id })
    ctx.emit('customer.updated', need(ctx, 'customer', customer), { balance })
  }
  const found = paymentOf(ctx, invoice)
  if (!found || found.intent.status === 'succeeded') return
  const now = ctx.now(invoice.customer)
  ctx.store.put({ ...found.link, status: 'canceled', status_transitions: { canceled_at: now, paid_at: null } })
  const fields = { status: 'canceled', canceled_at: now, cancellation_reason: 'void_invoice', next_action: null }
  ctx.emit('payment_intent.canceled', ctx.store.put({ ...found.intent, ...fields }))
}
