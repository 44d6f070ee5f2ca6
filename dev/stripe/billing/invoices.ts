import { type Context, cardError, invalid, newId, type Params, type StripeError } from '../kernel'
import { need } from '../resources/shared'
import type { Stored } from '../store'
import { afterInvoice } from './discounts'
import { onInvoiceFailed, onInvoicePaid } from './effects'
import { createPayment, declineError, tryPayment } from './intents'
import { type Line, lineView, sum, withDiscounts } from './lines'

/** Stripe docs (subscription webhooks): a renewal's invoice stays a draft for about an hour. */
export const draftSeconds = 3600

export type Draft = {
  customer: string
  subscription: Stored
  reason: 'subscription_create' | 'subscription_cycle' | 'subscription_update'
  lines: Line[]
  /** Ids of discounts, in order. */
  discounts: string[]
  period: { start: number; end: number }
  /** When it is finalised by itself, in unix seconds; null when whoever made it does that at once. */
  finalizesAt: number | null
}

/** Makes a draft. */
export function createInvoice(ctx: Context, draft: Draft): Stored {
  const invoice = ctx.store.put(invoiceOf(ctx, draft))
  ctx.emit('invoice.created', invoice)
  return invoice
}

/** An invoice with its totals, not stored: a preview is one of these. */
export function invoiceOf(ctx: Context, draft: Draft): Stored {
  const { subscription, discounts } = draft
  const customer = need(ctx, 'customer', draft.customer)
  const id = newId('in')
  const lines = withDiscounts(ctx, draft.lines, discounts)
  const subtotal = sum(draft.lines.map((line) => line.amount))
  const total_discount_amounts = discounts.map((discount, index) => ({
    amount: sum(lines.map(({ taken }) => taken[index] ?? 0)),
    discount,
  }))
  const total = subtotal - sum(total_discount_amounts.map(({ amount }) => amount))
  const data = lines.map(({ line, taken }) => lineView(line, taken, discounts, id))
  const now = ctx.now(draft.customer)
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Portico',
    account_tax_ids: null,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_shipping: 0,
    ...dueOf(total, customer.balance),
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: draft.finalizesAt,
    billing_reason: draft.reason,
    collection_method: 'charge_automatically',
    created: now,
    currency: subscription.currency,
    custom_fields: null,
    customer: customer.id,
    customer_account: null,
    customer_address: customer.address,
    customer_email: customer.email,
    customer_name: customer.name,
    customer_phone: customer.phone,
    customer_shipping: customer.shipping,
    customer_tax_exempt: customer.tax_exempt,
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: null,
    discounts,
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: { object: 'list', data, has_more: false, total_count: data.length, url: `/v1/invoices/${id}/lines` },
    livemode: false,
    metadata: {},
    next_payment_attempt: draft.finalizesAt,
    number: null,
    on_behalf_of: null,
    parent: {
      type: 'subscription_details',
      quote_details: null,
      subscription_details: { metadata: subscription.metadata, subscription: subscription.id },
    },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: draft.period.end,
    period_start: draft.period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: customer.balance,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal,
    subtotal_excluding_tax: subtotal,
    test_clock: customer.test_clock,
    total,
    total_discount_amounts,
    total_excluding_tax: total,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: now,
  }
}

/** What is left to pay after the customer's balance: a negative balance is credit, a negative total becomes credit. */
function dueOf(total: number, balance: number) {
  const due = Math.max(0, total + (total > 0 ? balance : 0))
  return { amount_due: due, amount_remaining: due }
}

/** The subscription that an invoice is for. */
export function subscriptionOf(ctx: Context, invoice: Stored): Stored | undefined {
  const id = invoice.parent?.subscription_details?.subscription
  return id ? ctx.store.get(id) : undefined
}

/**
 * Finalises a draft: it gets its number and address, the customer's balance is used, discounts that count once are used
 * up, and a payment intent is made when something is due. With nothing due it is paid at once.
 *
 * @param paidBy a payment that was made already (Checkout charges before the invoice is there)
 */
export function finalizeInvoice(ctx: Context, id: string, paidBy?: Stored): Stored {
  const draft = need(ctx, 'invoice', id)
  if (draft.status !== 'draft') {
    throw invalid(
      "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
      undefined,
      'invoice_not_editable',
    )
  }
  const customer = need(ctx, 'customer', draft.customer)
  const now = ctx.now(customer.id)
  const sequence = customer.next_invoice_sequence as number
  const balance = customer.balance as number
  const { amount_due, amount_remaining } = dueOf(draft.total, balance)
  const ending = balance + draft.total - amount_due
  ctx.store.put({ ...customer, next_invoice_sequence: sequence + 1, balance: ending })
  if (ending !== balance) ctx.emit('customer.updated', need(ctx, 'customer', customer.id), { balance })
  const invoice = ctx.store.put({
    ...draft,
    amount_due,
    amount_remaining,
    automatically_finalizes_at: null,
    effective_at: now,
    ending_balance: ending,
    hosted_invoice_url: `${ctx.origin}/i/${id}`,
    invoice_pdf: `${ctx.origin}/i/${id}/pdf`,
    next_payment_attempt: null,
    number: `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`,
    starting_balance: balance,
    status: 'open',
    status_transitions: { ...draft.status_transitions, finalized_at: now },
  })
  ctx.emit('invoice.finalized', invoice)
  spendDiscounts(ctx, invoice)
  if (amount_due === 0) return markPaid(ctx, invoice, null)
  const intent = paidBy ?? createPaymentFor(ctx, invoice)
  linkPayment(ctx, invoice, intent)
  return paidBy ? markPaid(ctx, invoice, paidBy) : invoice
}

function createPaymentFor(ctx: Context, invoice: Stored): Stored {
  const { customer, amount_due: amount, currency } = invoice
  const description = invoice.billing_reason === 'subscription_create' ? 'Subscription creation' : 'Subscription update'
  return createPayment(ctx, { customer, amount, currency, description, for: { invoice: invoice.id } })
}

function spendDiscounts(ctx: Context, invoice: Stored): void {
  const subscription = subscriptionOf(ctx, invoice)
  if (!subscription) return
  const discounts = afterInvoice(ctx, subscription.discounts, invoice)
  if (discounts.length === subscription.discounts.length) return
  const after = ctx.store.put({ ...subscription, discounts })
  ctx.emit('customer.subscription.updated', after, { discounts: subscription.discounts })
}

function linkPayment(ctx: Context, invoice: Stored, intent: Stored): void {
  ctx.store.put({
    id: newId('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: ctx.now(invoice.customer),
    currency: invoice.currency,
    customer: invoice.customer,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: intent.id },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  })
}

/** The payment that an invoice is paid with, or undefined before it is finalised and when nothing was due. */
export function paymentOf(ctx: Context, invoiceId: string): { link: Stored; intent: Stored } | undefined {
  const link = ctx.store.all('invoice_payment').find((one) => one.invoice === invoiceId)
  return link && { link, intent: need(ctx, 'payment_intent', link.payment.payment_intent) }
}

/** The card that pays (Stripe docs: payment method priority): the subscription's own, else the customer's. */
export function cardFor(ctx: Context, customerId: string, subscription: Stored | undefined): Stored | null {
  const customer = need(ctx, 'customer', customerId)
  const id = subscription?.default_payment_method ?? customer.invoice_settings.default_payment_method
  return id ? need(ctx, 'payment_method', id) : null
}

/** How an attempt to collect an invoice came out. */
export type Collected = { invoice: Stored; intent: Stored | null }

/**
 * Tries to collect an open invoice. A failure is recorded on invoice and subscription, and does not throw.
 *
 * @param options `method` overrides the card; `isAutomatic` marks the engine's own attempts, which count as retries
 */
export function collect(
  ctx: Context,
  id: string,
  options: { method?: Stored; offSession: boolean; isAutomatic: boolean; outOfBand?: boolean },
): Collected {
  const invoice = need(ctx, 'invoice', id)
  if (options.outOfBand) return { invoice: markPaid(ctx, invoice, null), intent: null }
  const found = paymentOf(ctx, id)
  if (!found) throw new Error(`the open invoice ${id} has no payment`)
  const method = options.method ?? cardFor(ctx, invoice.customer, subscriptionOf(ctx, invoice))
  const intent = method ? tryPayment(ctx, found.intent, method, options.offSession) : found.intent
  if (intent.status === 'succeeded') return { invoice: markPaid(ctx, invoice, intent), intent }
  const counts = options.isAutomatic || !invoice.attempted
  const failed = ctx.store.put({
    ...invoice,
    attempted: true,
    attempt_count: invoice.attempt_count + (counts ? 1 : 0),
  })
  return { invoice: onInvoiceFailed(ctx, failed, intent, options.isAutomatic), intent }
}

/** Records that an invoice is paid, and lets its subscription know. */
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
  const link = intent && paymentOf(ctx, invoice.id)?.link
  if (link) {
    const status_transitions = { canceled_at: null, paid_at: now }
    const done = ctx.store.put({ ...link, status: 'paid', amount_paid: invoice.amount_due, status_transitions })
    ctx.emit('invoice_payment.paid', done)
  }
  onInvoicePaid(ctx, paid)
  return paid
}

/** `POST /v1/invoices/:id/pay`: throws Stripe's card error when it is not paid afterwards. */
export function payInvoice(ctx: Context, id: string, params: Params, method: Stored | undefined): Stored {
  const invoice = need(ctx, 'invoice', id)
  if (invoice.status === 'draft') finalizeInvoice(ctx, id)
  const open = need(ctx, 'invoice', id)
  if (open.status === 'paid') {
    if (invoice.status === 'draft') return open
    throw invalid('Invoice is already paid', undefined, 'invoice_already_paid')
  }
  if (open.status === 'void') throw invalid('This invoice is void and cannot be paid.')
  const card = method ?? cardFor(ctx, open.customer, subscriptionOf(ctx, open))
  if (!card && !params.paid_out_of_band) throw noCard()
  const offSession = params.off_session ?? false
  const collected = collect(ctx, id, { method, offSession, isAutomatic: false, outOfBand: params.paid_out_of_band })
  if (collected.invoice.status === 'paid' || !collected.intent) return collected.invoice
  throw unpaidError(collected.intent)
}

/** Stripe's error for an invoice that an attempt left unpaid. What was written stays: the attempt was made. */
export function unpaidError(intent: Stored): StripeError {
  if (intent.status !== 'requires_action') return declineError(intent)
  return cardError({
    code: 'invoice_payment_intent_requires_action',
    message:
      'This payment requires additional user action before it can be completed successfully. Payment can be completed using the PaymentIntent associated with the invoice.',
    payment_intent: intent,
  })
}

/** Stripe's refusal to charge somebody who has no card. */
export function noCard(): StripeError {
  return invalid(
    'This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
    undefined,
    'resource_missing',
  )
}

/** Voids an open invoice, or marks it uncollectible: it is not collected any more. */
export function closeInvoice(ctx: Context, id: string, status: 'void' | 'uncollectible'): Stored {
  const invoice = need(ctx, 'invoice', id)
  const isOpen = invoice.status === 'open' || (status === 'void' && invoice.status === 'uncollectible')
  if (!isOpen) throw invalid(`You can only ${status === 'void' ? 'void' : 'mark uncollectible'} open invoices.`)
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
  return closed
}
