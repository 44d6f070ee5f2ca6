import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, newId } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { sum, withDiscounts } from '../discounts/line-discounts'
import { asCredits, type Line, lineView } from './invoice-lines'

/** Stripe docs (subscription webhooks): a renewal invoice stays a draft for about an hour. */
export const draftSeconds = 3600

export type Draft = {
  customer: string
  subscription: Stored | null
  reason: 'subscription_create' | 'subscription_cycle' | 'subscription_update' | 'manual'
  lines: Line[]
  discounts: string[]
  period: { start: number; end: number }
  /** When the draft is finalized automatically, in unix seconds. Null if the caller finalizes it. */
  finalizesAt: number | null
  fields?: Partial<View<Stripe.Invoice>>
  currency?: string
}

/** How a manual invoice is rendered. Observed: finalization sets the page size. */
export function renderedAs(page_size: 'auto' | 'letter'): Stripe.Invoice.Rendering {
  return { amount_tax_display: null, pdf: { page_size }, template: null, template_version: null }
}

export function createInvoice(ctx: Context, draft: Draft): Stored {
  const invoice = ctx.store.put(invoiceOf(ctx, draft))
  ctx.emit('invoice.created', invoice)
  return invoice
}

/** Default values for fields that the request does not set. */
const blank = {
  account_tax_ids: null,
  amount_overpaid: 0,
  amount_paid: 0,
  amount_shipping: 0,
  application: null,
  attempt_count: 0,
  attempted: false,
  customer_account: null,
  default_payment_method: null,
  default_source: null,
  default_tax_rates: [] as [],
  description: null,
  due_date: null,
  effective_at: null,
  ending_balance: null,
  from_invoice: null,
  hosted_invoice_url: null,
  invoice_pdf: null,
  last_finalization_error: null,
  latest_revision: null,
  livemode: false,
  number: null,
  on_behalf_of: null,
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  statement_descriptor: null,
}

/** An invoice with totals that is not stored, such as a preview. */
export function invoiceOf(ctx: Context, draft: Draft): Stored {
  const { subscription } = draft
  const customer = need(ctx, 'customer', draft.customer)
  const id = newId('in')
  const now = ctx.now(draft.customer)
  const currency: string = draft.currency ?? subscription?.currency ?? customer.currency ?? 'usd'
  const isSent = (draft.fields?.collection_method ?? subscription?.collection_method) === 'send_invoice'
  return {
    id,
    object: 'invoice',
    ...blank,
    account_country: 'US',
    account_name: ctx.businessName,
    auto_advance: true,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: draft.finalizesAt,
    billing_reason: draft.reason,
    collection_method: isSent ? 'send_invoice' : 'charge_automatically',
    created: now,
    currency,
    custom_fields: customer.invoice_settings.custom_fields as Stripe.Invoice.CustomField[] | null,
    customer: customer.id,
    customer_address: customer.address as Stripe.Address | null,
    customer_email: customer.email as string | null,
    customer_name: customer.name as string | null,
    customer_phone: customer.phone as string | null,
    customer_shipping: customer.shipping as Stripe.Invoice.CustomerShipping | null,
    customer_tax_exempt: customer.tax_exempt as Stripe.Invoice.CustomerTaxExempt,
    customer_tax_ids: ctx.store
      .of(customer.id)
      .filter((one) => one.object === 'tax_id')
      .map(({ type, value }) => ({ type: type as Stripe.Invoice.CustomerTaxId.Type, value: value as string })),
    footer: customer.invoice_settings.footer as string | null,
    issuer: { type: 'self' },
    metadata: {},
    next_payment_attempt: isSent ? null : draft.finalizesAt,
    parent: subscription && {
      type: 'subscription_details',
      quote_details: null,
      subscription_details: {
        metadata: subscription.metadata as Record<string, string>,
        subscription: subscription.id,
      },
    },
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: draft.period.end,
    period_start: draft.period.start,
    starting_balance: customer.balance as number,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    test_clock: customer.test_clock as string | null,
    webhooks_delivered_at: now,
    ...totals(ctx, id, draft, customer.balance),
    ...draft.fields,
    _days_until_due: isSent ? (subscription?.days_until_due ?? 30) : null,
  } satisfies View<Stripe.Invoice>
}

export function totals(
  ctx: Context,
  id: string,
  { lines: given, discounts }: Pick<Draft, 'lines' | 'discounts'>,
  balance: number,
) {
  const wanted = given.map((line) => ({ id: newId('il'), ...line }))
  const lines = withDiscounts(ctx, wanted, discounts)
  const subtotal = sum(wanted.map((line) => line.amount))
  const total_discount_amounts = discounts.map((discount, index) => ({
    amount: sum(lines.map(({ taken }) => taken[index] ?? 0)),
    discount,
  }))
  const total = subtotal - sum(total_discount_amounts.map(({ amount }) => amount))
  const data = lines.map(({ line, taken }) => lineView(line, taken, discounts, id))
  return {
    ...dueOf(total, balance),
    discounts,
    lines: {
      object: 'list' as const,
      data,
      has_more: false,
      total_count: data.length,
      url: `/v1/invoices/${id}/lines`,
    },
    subtotal,
    subtotal_excluding_tax: subtotal,
    total,
    total_discount_amounts,
    total_excluding_tax: total,
    total_pretax_credit_amounts: asCredits(total_discount_amounts),
    total_taxes: [],
    _lines: wanted,
  }
}

export function dueOf(total: number, balance: number) {
  const due = Math.max(0, total + (total > 0 ? balance : 0))
  return { amount_due: due, amount_remaining: due }
}

export function subscriptionOf(ctx: Context, invoice: Stored): Stored | undefined {
  const id = invoice.parent?.subscription_details?.subscription
  return id ? ctx.store.get(id) : undefined
}
