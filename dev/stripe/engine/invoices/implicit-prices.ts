import type { Context } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'

type Named = { price: string; product: string }

/**
 * The price and product that Stripe creates for an amount without a price. Observed: they are reused for the same
 * description and amount, but an amount without a description gets new ones. Assumed: lists and events omit them.
 * @param amount in the currency's smallest unit; negative for a credit
 */
export function implicitPrice(ctx: Context, amount: number, currency: string, description: string | null): Named {
  const known = description === null ? undefined : find(ctx, amount, currency, description)
  return known ?? make(ctx, amount, currency, description ?? 'Invoice item')
}

function find(ctx: Context, amount: number, currency: string, name: string): Named | undefined {
  const alike = ctx.store.all('price').filter((one) => one._is_implicit && one.unit_amount === amount)
  const found = alike.find((one) => one.currency === currency && need(ctx, 'product', one.product).name === name)
  return found && { price: found.id, product: found.product }
}

function make(ctx: Context, amount: number, currency: string, name: string): Named {
  const product_data = { name, active: false }
  const fields = { currency, active: false, product_data, unit_amount: Math.abs(amount) }
  const { result: price } = ctx.holdEvents(() => ctx.call<Stored>('POST', '/v1/prices', fields))
  ctx.store.patch(price.product, { _is_implicit: true })
  ctx.store.put({ ...price, unit_amount: amount, unit_amount_decimal: String(amount), _is_implicit: true })
  return { price: price.id, product: price.product }
}
