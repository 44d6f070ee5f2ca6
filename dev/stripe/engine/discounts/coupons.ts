import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, invalid, newId, type Params } from '../core/context'
import { currencyOf } from '../core/currencies'
import { mergeMetadata, need, orNull, previousOf, requireAtLeast } from '../core/parameters'
import type { Stored } from '../core/store'
import { includable } from '../queries/expand'
import { pageOf } from '../queries/pagination'

// SDK type Coupon.applies_to: included only if expanded.
includable('coupon', 'applies_to', (_ctx, coupon) => (coupon._products ? { products: coupon._products } : undefined))

export function create(ctx: Context, params: Params): Stored {
  const id: string = params.id || newId('x').slice(2, 10)
  const existing = ctx.store.get(id)
  if (existing && !existing.deleted) throw invalid('Coupon already exists.', 'id', 'resource_already_exists')
  if (existing && existing.object !== 'coupon') throw invalid('This id is taken.', 'id', 'resource_already_exists')
  requireValue(params)
  const coupon = {
    id,
    object: 'coupon',
    amount_off: (params.amount_off ?? null) as number | null,
    created: ctx.wallClock(),
    currency: params.amount_off === undefined ? null : currencyOf(params.currency),
    duration: (params.duration ?? 'once') as Stripe.Coupon.Duration,
    duration_in_months: (params.duration_in_months ?? null) as number | null,
    livemode: false,
    max_redemptions: (params.max_redemptions ?? null) as number | null,
    metadata: mergeMetadata({}, params.metadata),
    name: orNull<string>(params.name, null),
    percent_off: (params.percent_off ?? null) as number | null,
    redeem_by: (params.redeem_by ?? null) as number | null,
    times_redeemed: 0,
    valid: true,
    _products: productsOf(ctx, params.applies_to),
  } satisfies View<Stripe.Coupon>
  ctx.store.put(coupon)
  ctx.emit('coupon.created', coupon)
  return coupon
}

function requireValue(params: Params): void {
  const { percent_off, amount_off, currency, duration = 'once', duration_in_months: months } = params
  if (params.currency_options) {
    throw invalid(
      'The stand-in does not implement currency_options. See the stripe-stand-in README.',
      'currency_options',
    )
  }
  if (percent_off !== undefined && amount_off !== undefined) {
    throw invalid('You may only specify one of these parameters: amount_off, percent_off.', 'percent_off')
  }
  if (percent_off === undefined && amount_off === undefined) {
    // Stripe's message, from public reports.
    throw invalid('Must provide percent_off or amount_off.', 'percent_off')
  }
  requireAtLeast(amount_off, 1, 'amount_off')
  if (amount_off !== undefined && !currency) {
    throw invalid('You must pass currency when passing amount_off.', 'currency', 'parameter_missing')
  }
  if (percent_off !== undefined && (percent_off <= 0 || percent_off > 100)) {
    const bound = percent_off <= 0 ? 'greater than or equal to 0.01' : 'less than or equal to 100'
    throw invalid(`This value must be ${bound} (it currently is '${percent_off}').`, 'percent_off')
  }
  requireAtLeast(params.max_redemptions, 1, 'max_redemptions')
  requireAtLeast(months, 1, 'duration_in_months')
  if ((duration === 'repeating') !== (months !== undefined)) {
    throw invalid(
      'You must pass duration_in_months when, and only when, the duration is repeating.',
      'duration_in_months',
    )
  }
}

function productsOf(ctx: Context, wanted: Params | undefined): string[] | null {
  if (!wanted?.products) return null
  return wanted.products.map((id: string) => need(ctx, 'product', id, 'applies_to[products]').id)
}

export function update(ctx: Context, id: string, params: Params): Stored {
  const before = need(ctx, 'coupon', id)
  if (params.currency_options) {
    throw invalid(
      'The stand-in does not implement currency_options. See the stripe-stand-in README.',
      'currency_options',
    )
  }
  const metadata = mergeMetadata(before.metadata, params.metadata)
  const after = ctx.store.put({ ...before, name: orNull(params.name, before.name), metadata })
  ctx.emit('coupon.updated', after, previousOf(before, after))
  return after
}

/** Stripe docs (delete a coupon): existing discounts remain, but the coupon can no longer be redeemed. */
export function remove(ctx: Context, id: string): Params {
  const coupon = need(ctx, 'coupon', id)
  const deleted = ctx.store.put({ ...coupon, valid: false, deleted: true })
  const { deleted: _, ...shown } = deleted
  ctx.emit('coupon.deleted', shown as Stored)
  return { id, object: 'coupon', deleted: true }
}

export function list(ctx: Context, params: Params) {
  const wanted = ctx.store.all('coupon').filter((coupon) => !coupon.deleted)
  return pageOf(wanted, params, '/v1/coupons')
}
