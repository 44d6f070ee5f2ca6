import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { inCurrency } from '../catalog/price-currency'
import { type Context, invalid, newId, type Params } from '../core/context'
import { need, requireAtLeast } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { quantityOf } from '../subscriptions/items'

/** Stripe's messages are from public reports. */
export function lineItems(ctx: Context, wanted: Params[], mode: string, currency: string | undefined): Stored[] {
  if (wanted.length === 0) {
    throw invalid(
      `You must provide line_items when creating a Checkout Session in ${mode} mode.`,
      'line_items',
      'parameter_missing',
    )
  }
  if (wanted.length > 20) throw invalid('You may pass at most 20 recurring line items.', 'line_items')
  const items = wanted.map((item, index) => lineItem(ctx, item, `line_items[${index}]`, currency))
  const recurring = items.filter((item) => item.price.recurring)
  if (mode === 'subscription' && recurring.length === 0) {
    throw invalid(
      'You must provide at least one recurring price in `subscription` mode when using prices.',
      'line_items',
    )
  }
  if (mode === 'payment' && recurring.length > 0) {
    throw invalid(
      'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
      'line_items',
    )
  }
  if (new Set(items.map(({ currency }) => currency)).size > 1) {
    throw invalid('All prices in a Checkout Session must have the same currency.', 'line_items')
  }
  return items
}

function lineItem(ctx: Context, item: Params, at: string, wanted: string | undefined): Stored {
  rejectUnsupported(item, ['price', 'price_data', 'quantity'])
  const price = inCurrency(priceOf(ctx, item, at), wanted)
  // Assumed message.
  if (!price) throw invalid(`The price has no amount in ${wanted}.`, `${at}[price]`)
  requireAtLeast(item.quantity, 1, `${at}[quantity]`)
  const quantity = quantityOf(item.quantity)
  const amount = (price.unit_amount as number) * quantity
  const line = {
    id: newId('li'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency as string,
    description: need(ctx, 'product', price.product).name as string,
    metadata: {},
    price: price as unknown as View<Stripe.Price>,
    quantity,
  } satisfies View<Stripe.LineItem>
  return line
}

function priceOf(ctx: Context, item: Params, at: string): Stored {
  if (item.price_data) {
    const data = item.price_data
    return ctx.call<Stored>('POST', '/v1/prices', data)
  }
  if (!item.price) throw invalid(`Missing required param: ${at}[price].`, `${at}[price]`, 'parameter_missing')
  const price = need(ctx, 'price', item.price, `${at}[price]`)
  if (price.active) return price
  throw invalid('The price specified is inactive. This field only accepts active prices.', `${at}[price]`)
}
