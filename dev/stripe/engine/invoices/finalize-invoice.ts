import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, invalid, newId } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { recordBalance } from '../customers/balance-transactions'
import { afterInvoice } from '../discounts/discounts'
import { requireNotTooLarge } from '../payments/payment-intents'
import { createPayment } from '../payments/payment-lifecycle'
import { markPaid } from './collect-invoice'
import { dueOf, renderedAs, subscriptionOf } from './create-invoice'

/**
 * Finalizes a draft: assigns its number and URL, applies the customer's balance, uses up one-time discounts, and
 * creates a payment intent if an amount is due. An invoice with nothing due is paid immediately.
 * @param paidBy an existing payment, because Checkout charges before it creates the invoice
 */
export function finalizeInvoice(ctx: Context, id: string, paidBy?: Stored): Stored {
  const draft = need(ctx, 'invoice', id)
  requireDraft(draft)
  const customer = need(ctx, 'customer', draft.customer)
  const now = ctx.now(customer.id)
  const sequence = customer.next_invoice_sequence as number
  const balance = customer.balance as number
  const { amount_due, amount_remaining } = dueOf(draft.total, balance)
  requireNotTooLarge(amount_due, draft.currency)
  ctx.store.put({ ...customer, next_invoice_sequence: sequence + 1 })
  const ending = applyBalance(ctx, draft, amount_due, balance)
  const invoice = ctx.store.put({
    ...draft,
    amount_due,
    amount_remaining,
    automatically_finalizes_at: null,
    due_date:
      draft._days_until_due === null ? draft.due_date : (draft.due_date ?? now + draft._days_until_due * 86_400),
    effective_at: now,
    ending_balance: ending,
    hosted_invoice_url: `${ctx.origin}/i/${id}`,
    invoice_pdf: `${ctx.origin}/i/${id}/pdf`,
    next_payment_attempt: null,
    number: draft.number ?? `${customer.invoice_prefix}-${String(sequence).padStart(4, '0')}`,
    rendering: draft.rendering && renderedAs('letter'),
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

export function requireDraft(invoice: Stored): void {
  if (invoice.status === 'draft') return
  throw invalid(
    "This invoice is already finalized, you can't re-finalize a non-draft invoice.",
    undefined,
    'invoice_not_editable',
  )
}

/** Stripe docs (customer balance): uses credit, and turns a negative total into credit. Returns the new balance. */
function applyBalance(ctx: Context, draft: Stored, due: number, balance: number): number {
  const amount = draft.total - due
  if (amount === 0) return balance
  const { currency, customer, id } = draft
  recordBalance(ctx, customer, { amount, currency, type: 'applied_to_invoice', invoice: id })
  const after = need(ctx, 'customer', customer)
  ctx.emit('customer.updated', after, { balance })
  return after.balance
}

function createPaymentFor(ctx: Context, invoice: Stored): Stored {
  const { customer, amount_due: amount, currency } = invoice
  const reasons: Record<string, string> = {
    subscription_create: 'Subscription creation',
    manual: 'Payment for Invoice',
  }
  const description = reasons[invoice.billing_reason] ?? 'Subscription update'
  const setup_future_usage = invoice.billing_reason === 'manual' ? null : 'off_session'
  return createPayment(ctx, {
    customer,
    amount,
    currency,
    description,
    setup_future_usage,
    for: { invoice: invoice.id },
    ...(invoice.billing_reason === 'manual' ? {} : { order: invoice.id }),
  })
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
  const payment = {
    id: newId('inpay'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due as number,
    created: ctx.now(invoice.customer),
    currency: invoice.currency as string,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: 'payment_intent', payment_intent: intent.id },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
    _customer: invoice.customer,
  } satisfies View<Stripe.InvoicePayment>
  ctx.store.put(payment)
}
