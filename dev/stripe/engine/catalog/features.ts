import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, invalid, newId, type Params } from '../core/context'
import { mergeMetadata, need } from '../core/parameters'
import type { Stored } from '../core/store'
import { pageOf } from '../queries/pagination'

const path = '/v1/entitlements/features'
const object = 'entitlements.feature'

export function create(ctx: Context, params: Params): Stored {
  const { lookup_key } = params
  // Stripe docs (features): "a unique key".
  if (ctx.store.all(object).some((feature) => feature.lookup_key === lookup_key)) {
    const message = `A feature with the lookup key \`${lookup_key}\` already exists.`
    throw invalid(message, 'lookup_key', 'resource_already_exists')
  }
  const feature = {
    id: newId('feat'),
    object,
    active: true,
    livemode: false,
    lookup_key: lookup_key as string,
    metadata: mergeMetadata({}, params.metadata),
    name: params.name as string,
    _created: ctx.wallClock(),
  } satisfies View<Stripe.Entitlements.Feature>
  return ctx.store.put(feature)
}

export function list(ctx: Context, params: Params) {
  const wanted = ctx.store
    .all(object)
    .filter((feature) => feature.active === !params.archived)
    .filter((feature) => params.lookup_key === undefined || feature.lookup_key === params.lookup_key)
  return pageOf(wanted, params, path)
}

export function update(ctx: Context, id: string, params: Params): Stored {
  const before = need(ctx, object, id)
  const { active = before.active, name = before.name } = params
  const after = ctx.store.put({ ...before, active, name, metadata: mergeMetadata(before.metadata, params.metadata) })
  for (const one of ctx.store.all('product_feature')) {
    if (one.entitlement_feature.id === id) ctx.store.put({ ...one, entitlement_feature: after })
  }
  return after
}

export function attach(ctx: Context, product: string, featureId: string): Stored {
  const { id } = need(ctx, 'product', product)
  const feature = need(ctx, object, featureId, 'entitlement_feature')
  if (!feature.active) throw invalid('This feature is archived.', 'entitlement_feature')
  if (featuresOfProduct(ctx, id).some((one) => one.entitlement_feature.id === featureId)) {
    const message = 'This feature is already attached to the product.'
    throw invalid(message, 'entitlement_feature', 'resource_already_exists')
  }
  const attachment = {
    id: newId('prodft'),
    object: 'product_feature',
    entitlement_feature: feature as unknown as View<Stripe.Entitlements.Feature>,
    livemode: false,
    _product: id,
  } satisfies View<Stripe.ProductFeature>
  return ctx.store.put(attachment)
}

export function featuresOfProduct(ctx: Context, product: string): Stored[] {
  return ctx.store.all('product_feature').filter((one) => one._product === product)
}

export function attached(ctx: Context, at: Record<string, string>): Stored {
  const { id } = need(ctx, 'product', at.id ?? '')
  const found = featuresOfProduct(ctx, id).find((one) => one.id === at.feature)
  return found ?? need(ctx, 'product_feature', `${at.feature} of ${id}`)
}

export function listAttached(ctx: Context, product: string, params: Params) {
  const { id } = need(ctx, 'product', product)
  return pageOf(featuresOfProduct(ctx, id), params, `/v1/products/${id}/features`)
}

export function detach(ctx: Context, at: Record<string, string>): Params {
  const { id } = attached(ctx, at)
  ctx.store.remove(id)
  return { id, object: 'product_feature', deleted: true }
}
