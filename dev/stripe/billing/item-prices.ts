import type { Context } from '../kernel'
import type { Stored } from '../store'
import { itemList, itemsOf, planOf } from './items'

/**
 * Keeps what items show of their prices in step: Stripe nests the price as it is now. What a price costs never changes,
 * but its name, its metadata and whether it is still sold do. GK: no event tells of that but `price.updated`.
 */
export function followPrices(ctx: Context): void {
  ctx.reactions.push((type, price) => {
    if (type !== 'price.updated' || !price.recurring) return
    for (const subscription of ctx.store.all('subscription')) {
      const pending = (subscription.pending_update?.subscription_items ?? []) as Stored[]
      if (![...itemsOf(subscription), ...pending].some((item) => item.price.id === price.id)) continue
      const pending_update = subscription.pending_update && {
        ...subscription.pending_update,
        subscription_items: pending.length > 0 ? withPrice(pending, price) : null,
      }
      const items = itemList(subscription.id, withPrice(itemsOf(subscription), price))
      ctx.store.put({ ...subscription, items, pending_update })
    }
  })
}

function withPrice(items: Stored[], price: Stored): Stored[] {
  return items.map((item) => (item.price.id === price.id ? { ...item, price, plan: planOf(price) } : item))
}
