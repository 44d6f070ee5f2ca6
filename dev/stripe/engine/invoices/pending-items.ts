import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, newId } from '../core/context'
import type { Stored } from '../core/store'
import { type Line, pricingOf } from './invoice-lines'

export function addPendingItem(
  ctx: Context,
  customer: string,
  line: Line,
  more: { metadata?: Record<string, string>; invoice?: string } = {},
): Stored {
  const item = {
    id: newId('ii'),
    object: 'invoiceitem',
    amount: line.amount,
    currency: line.currency,
    customer,
    customer_account: null,
    date: ctx.now(customer),
    description: line.description,
    discountable: line.isDiscountable,
    discounts: [],
    invoice: more.invoice ?? null,
    livemode: false,
    metadata: more.metadata ?? {},
    net_amount: line.amount,
    parent: line.subscription
      ? {
          type: 'subscription_details',
          subscription_details: {
            subscription: line.subscription,
            ...(line.item ? { subscription_item: line.item } : {}),
          },
        }
      : null,
    period: line.period,
    pricing: pricingOf(line),
    proration: line.isProration,
    quantity: line.quantity,
    quantity_decimal: String(line.quantity),
    tax_rates: [],
    test_clock: (ctx.store.get(customer)?.test_clock ?? null) as string | null,
    _line: line,
  } satisfies View<Stripe.InvoiceItem>
  ctx.store.put(item)
  ctx.emit('invoiceitem.created', item)
  return item
}

export function lineOf(item: Stored): Line {
  return { ...(item._line as Line), invoiceItem: item.id, metadata: item.metadata }
}

export function pendingLines(ctx: Context, subscription: Stored): Line[] {
  return pendingItems(ctx, subscription).map(lineOf)
}

export function billPendingItems(ctx: Context, subscription: Stored, invoice: string): void {
  for (const item of pendingItems(ctx, subscription)) ctx.store.put({ ...item, invoice })
}

/** Stripe docs (invoice items): items without a subscription are added to the customer's next invoice of any kind. */
function pendingItems(ctx: Context, { customer, currency, id }: Stored): Stored[] {
  return waitingItems(ctx, customer)
    .filter((item) => item.currency === currency)
    .filter((item) => item._line.subscription === id || item._line.subscription === null)
}

export function waitingItems(ctx: Context, customer: string): Stored[] {
  return ctx.store.of(customer).filter((one) => one.object === 'invoiceitem' && one.invoice === null)
}
