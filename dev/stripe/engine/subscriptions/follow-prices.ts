import { inCurrency } from '../catalog/price-currency'
import type { Context } from '../core/context'
import type { Stored } from '../core/store'
import { planOf } from './items'

/**
 * Updates the price nested in items, because Stripe shows its current state. The amount never changes, but the name,
 * metadata, and `active` can. General knowledge: `price.updated` is the only event.
 */
export function followPrices(ctx: Context): void {
  ctx.reactions.push((type, price) => {
    if (type !== 'price.updated' || !price.recurring) return
    for (const subscription of ctx.store.all('subscription')) {
      const after = withPrice(subscription, price) as Stored
      if (after !== subscription) ctx.store.put(after)
    }
  })
}

function withPrice(value: unknown, price: Stored): unknown {
  if (!value || typeof value !== 'object') return value
  const before = value as Record<string, unknown>
  const after: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(before)) after[key] = withPrice(inner, price)
  const was = before.object === 'subscription_item' ? (before.price as Stored) : undefined
  if (was?.id === price.id) return { ...after, price: inCurrency(price, was.currency) ?? was, plan: planOf(price) }
  if (Object.keys(before).every((key) => after[key] === before[key])) return value
  return Array.isArray(value) ? Object.values(after) : after
}
