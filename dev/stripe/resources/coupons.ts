import { pageOf } from '../http/list'
import { type Context, invalid, newId, type Operation, type Params } from '../kernel'
import type { Stored } from '../store'
import { mergeMetadata, need } from './shared'

export const operations: Operation[] = [
  {
    method: 'POST',
    path: '/v1/coupons',
    params: 'CouponCreateParams',
    run: ({ ctx, params }) => createCoupon(ctx, params),
  },
  {
    method: 'GET',
    path: '/v1/coupons',
    params: 'CouponListParams',
    run: ({ ctx, params }) => pageOf(ctx.store.all('coupon'), params, '/v1/coupons'),
  },
  { method: 'GET', path: '/v1/coupons/:id', params: null, run: ({ ctx, path }) => need(ctx, 'coupon', path.id ?? '') },
  {
    method: 'POST',
    path: '/v1/promotion_codes',
    params: 'PromotionCodeCreateParams',
    run: ({ ctx, params }) => createCode(ctx, params),
  },
  {
    method: 'GET',
    path: '/v1/promotion_codes',
    params: 'PromotionCodeListParams',
    run: ({ ctx, params }) => listCodes(ctx, params),
  },
  {
    method: 'GET',
    path: '/v1/promotion_codes/:id',
    params: null,
    run: ({ ctx, path }) => need(ctx, 'promotion_code', path.id ?? ''),
  },
  {
    method: 'POST',
    path: '/v1/promotion_codes/:id',
    params: 'PromotionCodeUpdateParams',
    run: ({ ctx, path, params }) => updateCode(ctx, path.id ?? '', params),
  },
]

function createCoupon(ctx: Context, params: Params): Stored {
  const id = params.id ?? newId('x').slice(2, 10)
  if (ctx.store.get(id)) throw invalid('Coupon already exists.', 'id', 'resource_already_exists')
  const {
    percent_off = null,
    amount_off = null,
    currency = null,
    duration = 'once',
    duration_in_months = null,
  } = params
  if ((percent_off === null) === (amount_off === null)) {
    throw invalid('You must pass exactly one of percent_off and amount_off.', 'percent_off')
  }
  if (amount_off !== null && !currency) throw invalid('You must pass currency when passing amount_off.', 'currency')
  if (percent_off !== null && (percent_off <= 0 || percent_off > 100)) {
    throw invalid('percent_off must be greater than 0 and at most 100.', 'percent_off')
  }
  if ((duration === 'repeating') !== (duration_in_months !== null)) {
    throw invalid(
      'You must pass duration_in_months when, and only when, the duration is repeating.',
      'duration_in_months',
    )
  }
  const coupon = ctx.store.put({
    id,
    object: 'coupon',
    amount_off,
    created: ctx.wallClock(),
    currency,
    duration,
    duration_in_months,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergeMetadata({}, params.metadata),
    name: params.name ?? null,
    percent_off,
    redeem_by: params.redeem_by ?? null,
    times_redeemed: 0,
    valid: true,
  })
  ctx.emit('coupon.created', coupon)
  return coupon
}

function createCode(ctx: Context, params: Params): Stored {
  const coupon = need(ctx, 'coupon', params.promotion.coupon, 'promotion[coupon]')
  const code = params.code ?? newId('x').slice(2, 10).toUpperCase()
  // Stripe docs (promotion codes): active codes are unique, whatever their case.
  const taken = ctx.store
    .all('promotion_code')
    .some((one) => one.active && one.code.toUpperCase() === code.toUpperCase())
  if (taken) throw invalid(`An active promotion code with \`code: ${code}\` already exists.`, 'code')
  const promotion = ctx.store.put({
    id: newId('promo'),
    object: 'promotion_code',
    active: params.active ?? true,
    code,
    created: ctx.wallClock(),
    customer: params.customer ?? null,
    customer_account: null,
    expires_at: params.expires_at ?? null,
    livemode: false,
    max_redemptions: params.max_redemptions ?? null,
    metadata: mergeMetadata({}, params.metadata),
    promotion: { type: 'coupon', coupon: coupon.id },
    restrictions: { first_time_transaction: false, minimum_amount: null, minimum_amount_currency: null },
    times_redeemed: 0,
  })
  ctx.emit('promotion_code.created', promotion)
  return promotion
}

function listCodes(ctx: Context, params: Params) {
  const wanted = ctx.store
    .all('promotion_code')
    .filter((one) => params.code === undefined || one.code.toUpperCase() === params.code.toUpperCase())
    .filter((one) => params.active === undefined || one.active === params.active)
    .filter((one) => params.coupon === undefined || one.promotion.coupon === params.coupon)
  return pageOf(wanted, params, '/v1/promotion_codes')
}

function updateCode(ctx: Context, id: string, params: Params): Stored {
  const before = need(ctx, 'promotion_code', id)
  const metadata = mergeMetadata(before.metadata, params.metadata)
  const after = ctx.store.put({ ...before, active: params.active ?? before.active, metadata })
  ctx.emit('promotion_code.updated', after, { active: before.active })
  return after
}
