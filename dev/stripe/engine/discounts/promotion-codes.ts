import type Stripe from 'stripe'
import type { View } from '../../schema/view'
import { type Context, invalid, newId, type Params } from '../core/context'
import { currencyOf } from '../core/currencies'
import { mergeMetadata, need, previousOf, requireAtLeast } from '../core/parameters'
import type { Stored } from '../core/store'
import { pageOf } from '../queries/pagination'

const path = '/v1/promotion_codes'

export function create(ctx: Context, params: Params): Stored {
  const id = params.promotion.coupon
  if (!id) throw invalid('Missing required param: promotion[coupon].', 'promotion[coupon]', 'parameter_missing')
  const coupon = need(ctx, 'coupon', id, 'promotion[coupon]')
  const customer = params.customer ? need(ctx, 'customer', params.customer, 'customer').id : null
  const now = ctx.now(customer)
  if (params.expires_at !== undefined && params.expires_at <= now) {
    throw invalid('Invalid timestamp: expires_at must be in the future.', 'expires_at')
  }
  requireAtLeast(params.max_redemptions, 1, 'max_redemptions')
  const code = codeOf(ctx, params.code)
  const promotion = {
    id: newId('promo'),
    object: 'promotion_code',
    active: (params.active ?? true) as boolean,
    code,
    created: ctx.wallClock(),
    customer,
    customer_account: null,
    expires_at: (params.expires_at ?? null) as number | null,
    livemode: false,
    max_redemptions: (params.max_redemptions ?? null) as number | null,
    metadata: mergeMetadata({}, params.metadata),
    promotion: { type: 'coupon', coupon: coupon.id },
    restrictions: restrictionsOf(params.restrictions),
    times_redeemed: 0,
  } satisfies View<Stripe.PromotionCode>
  ctx.store.put(promotion)
  ctx.emit('promotion_code.created', promotion)
  return promotion
}

function codeOf(ctx: Context, wanted: string | undefined): string {
  const code = wanted ?? newId('x').slice(2, 10).toUpperCase()
  // Stripe docs (create a promotion code): "a-z, A-Z, 0-9 and dashes". Assumed message.
  if (!/^[A-Za-z0-9-]{1,500}$/.test(code)) {
    throw invalid('Promotion codes may only contain letters (a-z, A-Z), digits (0-9) and dashes (-).', 'code')
  }
  requireUniqueCode(ctx, code)
  return code
}

/** Stripe docs (promotion codes): active codes are unique and not case-sensitive. */
function requireUniqueCode(ctx: Context, code: string): void {
  const isTaken = ctx.store
    .all('promotion_code')
    .some((one) => one.active && one.code.toUpperCase() === code.toUpperCase())
  if (isTaken) throw invalid(`An active promotion code with \`code: ${code}\` already exists.`, 'code')
}

function restrictionsOf(wanted: Params | undefined) {
  const { first_time_transaction = false, minimum_amount = null, minimum_amount_currency = null } = wanted ?? {}
  if (wanted?.currency_options) {
    throw invalid('The stand-in does not implement restrictions[currency_options].', 'restrictions[currency_options]')
  }
  if ((minimum_amount === null) !== (minimum_amount_currency === null)) {
    throw invalid(
      'You must pass both restrictions[minimum_amount] and restrictions[minimum_amount_currency], or neither.',
      'restrictions[minimum_amount]',
    )
  }
  return {
    first_time_transaction: first_time_transaction as boolean,
    minimum_amount: minimum_amount as number | null,
    minimum_amount_currency:
      minimum_amount_currency === null
        ? null
        : currencyOf(minimum_amount_currency, 'restrictions[minimum_amount_currency]'),
  }
}

export function list(ctx: Context, params: Params) {
  const wanted = ctx.store
    .all('promotion_code')
    .filter((one) => params.code === undefined || one.code.toUpperCase() === params.code.toUpperCase())
    .filter((one) => params.active === undefined || one.active === params.active)
    .filter((one) => params.coupon === undefined || one.promotion.coupon === params.coupon)
    .filter((one) => params.customer === undefined || one.customer === params.customer)
  return pageOf(wanted, params, path)
}

export function update(ctx: Context, id: string, params: Params): Stored {
  const before = need(ctx, 'promotion_code', id)
  if (params.restrictions) {
    throw invalid(
      'The stand-in does not implement changes to restrictions. See the stripe-stand-in README.',
      'restrictions',
    )
  }
  if (params.active && !before.active) requireUniqueCode(ctx, before.code)
  const metadata = mergeMetadata(before.metadata, params.metadata)
  const after = ctx.store.put({ ...before, active: params.active ?? before.active, metadata })
  ctx.emit('promotion_code.updated', after, previousOf(before, after))
  return after
}
