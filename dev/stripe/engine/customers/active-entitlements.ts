import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { featuresOfProduct } from '../catalog/features'
import { type Context, newId, type Params } from '../core/context'
import { need } from '../core/parameters'
import type { Stored } from '../core/store'
import { pageOf } from '../queries/pagination'

const object = 'entitlements.active_entitlement'

/**
 * Assumed: a past due subscription keeps its entitlements, because Stripe recommends continuing the service during
 * retries.
 */
const entitling = new Set(['active', 'trialing', 'past_due'])

/** Updates a customer's entitlements when a subscription changes. */
export function followSubscriptions(ctx: Context): void {
  ctx.reactions.push((type, subscription) => {
    if (!/^customer\.subscription\.(created|updated|deleted)$/.test(type)) return
    const customer = subscription.customer as string
    ctx.afterwards(`entitlements of ${customer}`, () => updateEntitlements(ctx, customer))
  })
}

function held(ctx: Context, customer: string): Stored[] {
  return ctx.store.all(object).filter((one) => one._customer === customer)
}

/**
 * Adds and removes entitlements. Stripe docs (entitlements): a customer gets the features for each product in an active
 * subscription. A feature that is attached later takes effect the next time the subscription changes.
 */
function updateEntitlements(ctx: Context, customer: string): void {
  if (ctx.store.all('product_feature').length === 0 && held(ctx, customer).length === 0) return
  const products = new Set(
    ctx.store
      .of(customer)
      .filter((one) => one.object === 'subscription' && entitling.has(one.status))
      .flatMap((one) => (one.items.data as Stored[]).map((item) => item.price.product as string)),
  )
  const wanted = new Map(
    [...products]
      .flatMap((product) => featuresOfProduct(ctx, product).map((one) => one.entitlement_feature as Stored))
      .map((feature) => [feature.id, feature]),
  )
  const before = held(ctx, customer)
  const surplus = before.filter((one) => !wanted.has(one.feature))
  const lacking = [...wanted.values()].filter(({ id }) => !before.some((one) => one.feature === id))
  if (surplus.length === 0 && lacking.length === 0) return
  for (const { id } of surplus) ctx.store.remove(id)
  for (const feature of lacking) ctx.store.put(entitlementOf(customer, feature))
  // The summary has no ID (SDK type ActiveEntitlementSummary). Like nested lists, it shows ten entries.
  const summary = summaryOf(ctx, customer) as unknown as Stored
  const previous = { entitlements: listOf(customer, before) }
  ctx.emit('entitlements.active_entitlement_summary.updated', summary, previous)
}

function entitlementOf(customer: string, feature: Stored): Stored {
  return {
    id: newId('ent'),
    object,
    feature: feature.id,
    livemode: false,
    lookup_key: feature.lookup_key as string,
    _customer: customer,
  } satisfies View<Stripe.Entitlements.ActiveEntitlement>
}

function summaryOf(ctx: Context, customer: string) {
  return {
    object: 'entitlements.active_entitlement_summary',
    customer,
    entitlements: listOf(customer, held(ctx, customer)),
    livemode: false,
  } satisfies View<Stripe.Entitlements.ActiveEntitlementSummary>
}

function listOf(customer: string, entitlements: Stored[]) {
  const url = `/v1/customer/${customer}/entitlements`
  return pageOf(entitlements, {}, url) as unknown as View<Stripe.ApiList<Stripe.Entitlements.ActiveEntitlement>>
}

export function list(ctx: Context, params: Params) {
  const { id } = need(ctx, 'customer', params.customer, 'customer')
  return pageOf(held(ctx, id), params, '/v1/entitlements/active_entitlements')
}
