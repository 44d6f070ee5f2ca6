import { type Context, newId } from '../kernel'
import type { Stored } from '../store'
import type { Line } from './lines'

/** Keeps a line for the customer's next invoice of this subscription. */
export function addPendingItem(ctx: Context, customer: string, line: Line): Stored {
  const item = ctx.store.put({
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
    invoice: null,
    livemode: false,
    metadata: {},
    parent: {
      type: 'subscription_details',
      subscription_details: { subscription: line.subscription, subscription_item: line.item },
    },
    period: line.period,
    pricing: {
      type: 'price_details',
      price_details: { price: line.price, product: line.product },
      unit_amount_decimal: String(line.unitAmount),
    },
    proration: line.isProration,
    quantity: line.quantity,
    quantity_decimal: String(line.quantity),
    tax_rates: [],
    test_clock: null,
    _line: line,
  })
  ctx.emit('invoiceitem.created', item)
  return item
}

/** The lines that wait for the next invoice of a subscription. */
export function pendingLines(ctx: Context, subscription: Stored): Line[] {
  return pendingItems(ctx, subscription).map((item) => ({ ...(item._line as Line), invoiceItem: item.id }))
}

/** Marks the waiting lines as billed. */
export function billPendingItems(ctx: Context, subscription: Stored, invoice: string): void {
  for (const item of pendingItems(ctx, subscription)) ctx.store.put({ ...item, invoice })
}

function pendingItems(ctx: Context, subscription: Stored): Stored[] {
  const items = ctx.store
    .of(subscription.customer)
    .filter((one) => one.object === 'invoiceitem' && one.invoice === null)
  return items.filter((item) => item._line.subscription === subscription.id)
}
