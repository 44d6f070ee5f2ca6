import { type Context, missing, type Params } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { rejectUnsupported } from '../core/unsupported-parameters'
import { pageOf } from '../queries/pagination'
import { itemsOf } from './items'
import { updateSubscription } from './update-subscription'

const ofTheItem = ['metadata', 'price', 'quantity']
const ofTheChange = ['off_session', 'payment_behavior', 'proration_behavior', 'proration_date']

export function find(ctx: Context, id: string): { subscription: Stored; item: Stored } {
  for (const subscription of ctx.store.all('subscription')) {
    const item = itemsOf(subscription).find((one) => one.id === id)
    if (item) return { subscription, item }
  }
  throw missing('subscription_item', id)
}

export function create(ctx: Context, params: Params): Stored {
  const subscription = need(ctx, 'subscription', params.subscription, 'subscription')
  const before = new Set(itemsOf(subscription).map(({ id }) => id))
  const { subscription: _, ...rest } = params
  change(ctx, subscription, ofItem(rest), rest)
  const added = itemsOf(need(ctx, 'subscription', subscription.id)).find(({ id }) => !before.has(id))
  // With `pending_if_incomplete`, a new item does not exist until it is paid.
  return added ?? need(ctx, 'subscription_item', subscription.id)
}

function ofItem(params: Params): Params {
  return Object.fromEntries(Object.entries(params).filter(([name]) => ofTheItem.includes(name)))
}

/** Stripe docs (subscription items): changing an item updates its subscription. */
function change(ctx: Context, subscription: Stored, item: Params, params: Params): void {
  rejectUnsupported(params, [...ofTheItem, ...ofTheChange])
  const how = Object.entries(params).filter(([name]) => ofTheChange.includes(name))
  updateSubscription(ctx, subscription.id, { items: [item], ...Object.fromEntries(how) })
}

export function list(ctx: Context, params: Params) {
  const subscription = need(ctx, 'subscription', params.subscription, 'subscription')
  return pageOf([...itemsOf(subscription)].reverse(), params, '/v1/subscription_items')
}

export function update(ctx: Context, id: string, params: Params): Stored {
  const { subscription, item } = find(ctx, id)
  change(ctx, subscription, { ...ofItem(params), id: item.id }, params)
  return find(ctx, item.id).item
}

export function remove(ctx: Context, id: string, params: Params): Params {
  const { subscription, item } = find(ctx, id)
  change(ctx, subscription, { id: item.id, deleted: true }, params)
  return { id: item.id, object: 'subscription_item', deleted: true }
}
