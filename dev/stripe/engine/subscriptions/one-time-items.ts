import { inCurrency } from '../catalog/price-currency'
import { type Context, invalid, type Params } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import type { Line } from '../invoices/invoice-lines'
import { itemsOf, periodOf, quantityOf, wrongCurrency } from './items'

/**
 * The lines for `add_invoice_items`: up to twenty one-time charges on a subscription's next invoice (Stripe docs:
 * subscriptions, one-time charges).
 */
export function oneTimeLines(ctx: Context, subscription: Stored, wanted: Params[] | undefined): Line[] {
  if ((wanted?.length ?? 0) > 20) throw invalid('You may pass at most 20 items.', 'add_invoice_items')
  return (wanted ?? []).map((item, index) => {
    const at = `add_invoice_items[${index}]`
    rejectUnsupported(item, ['metadata', 'price', 'quantity'])
    if (!item.price) throw invalid(`Missing required param: ${at}[price].`, `${at}[price]`, 'parameter_missing')
    const found = need(ctx, 'price', item.price, `${at}[price]`)
    if (found.recurring) {
      throw invalid(
        'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.',
        `${at}[price]`,
      )
    }
    const price = inCurrency(found, subscription.currency)
    if (!price) throw wrongCurrency(`${at}[price]`)
    return lineOfPrice(ctx, subscription, price, quantityOf(item.quantity), item.metadata)
  })
}

function lineOfPrice(ctx: Context, subscription: Stored, price: Stored, quantity: number, metadata?: Params): Line {
  const product = need(ctx, 'product', price.product)
  return {
    amount: price.unit_amount * quantity,
    currency: price.currency,
    description: product.name,
    // Observed: the line covers the subscription's full period.
    period: periodOf(itemsOf(subscription)),
    price: price.id,
    product: product.id,
    quantity,
    unitAmount: price.unit_amount,
    subscription: subscription.id,
    item: null,
    isProration: false,
    isDiscountable: true,
    ...(metadata ? { metadata } : {}),
  }
}
