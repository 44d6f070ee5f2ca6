import { type Case, claim } from '../case'
import { has, invalid, missing, must, rejected, same } from '../expectations'

export const coupons: Case[] = [
  claim('takes a percentage off once', 'N23 Coupons', async (world) => {
    has(await world.coupon({ percent_off: 25 }), { percent_off: 25, amount_off: null, duration: 'once', valid: true })
  }),
  claim('takes an amount off in its currency', 'N23 Coupons', async (world) => {
    const coupon = await world.coupon({ amount_off: 500, currency: 'usd', duration: 'forever' })
    has(coupon, { amount_off: 500, currency: 'usd', percent_off: null, duration: 'forever', times_redeemed: 0 })
  }),
  claim('needs a currency for an amount', 'GK coupons', async ({ stripe }) => {
    await rejected(stripe.coupons.create({ amount_off: 500 }), invalid({ param: 'currency' }))
  }),
  claim('needs either a percentage or an amount', 'GK coupons', async ({ stripe }) => {
    await rejected(stripe.coupons.create({ percent_off: 5, amount_off: 500, currency: 'usd' }), invalid())
    await rejected(stripe.coupons.create({ duration: 'once' }), invalid())
  }),
  claim('needs a number of months if it repeats', 'GK coupons', async ({ stripe }) => {
    await rejected(
      stripe.coupons.create({ percent_off: 5, duration: 'repeating' }),
      invalid({ param: 'duration_in_months' }),
    )
  }),
  claim('takes at most 100 percent off', 'GK coupons', async ({ stripe }) => {
    await rejected(stripe.coupons.create({ percent_off: 101 }), invalid({ param: 'percent_off' }))
  }),
  claim('can have a unique custom ID', 'N23 CouponCreateParams', async (world) => {
    const id = world.unique('SAVE')
    same((await world.coupon({ id, percent_off: 5 })).id, id)
    await rejected(world.stripe.coupons.create({ id, percent_off: 5 }), invalid({ code: 'resource_already_exists' }))
  }),
  claim('can be renamed and deleted', 'N23 Coupons', async (world) => {
    const { id } = await world.coupon({ percent_off: 5 })
    has(await world.stripe.coupons.update(id, { name: 'Five' }), { name: 'Five' })
    has(await world.stripe.coupons.del(id), { id, object: 'coupon', deleted: true })
    await rejected(world.stripe.coupons.retrieve(id), missing())
  }),
  claim('counts redemptions up to its limit', 'N23 Coupons.max_redemptions', async (world) => {
    const coupon = await world.coupon({ percent_off: 5, max_redemptions: 1 })
    const { price } = await world.subscriber(1000, { discounts: [{ coupon: coupon.id }] })
    has(await world.stripe.coupons.retrieve(coupon.id), { times_redeemed: 1, valid: false })
    const call = world.subscribe(await world.customer(), price, { discounts: [{ coupon: coupon.id }] })
    await rejected(call, invalid())
  }),
  claim('expires on its date', 'N23 Coupons.redeem_by', async (world) => {
    const now = Math.floor(Date.now() / 1000)
    has(await world.coupon({ percent_off: 5, redeem_by: now + 3600 }), { redeem_by: now + 3600, valid: true })
  }),
  claim('can be limited to products', 'N23 Coupons.applies_to', async (world) => {
    const [pro, other] = [await world.price(1000), await world.price(2000)]
    const coupon = await world.coupon({ percent_off: 50, applies_to: { products: [String(pro.product)] } })
    const subscription = await world.subscribe(await world.customer(), [pro, other], {
      discounts: [{ coupon: coupon.id }],
    })
    same((await world.latestInvoice(subscription)).total, 2500)
  }),
]

export const promotionCodes: Case[] = [
  claim('references a coupon', 'N23 CHANGELOG 19.0.0: promotion[type]=coupon', async (world) => {
    const coupon = await world.coupon({ percent_off: 25 })
    const code = await world.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id } })
    has(code, { id: /^promo_/, active: true, promotion: { type: 'coupon', coupon: coupon.id }, code: /^[A-Z0-9]+$/ })
    must(!('coupon' in code), 'the old field is gone')
  }),
  claim('is unique among active codes regardless of case', 'N23 PromotionCodeCreateParams.code', async (world) => {
    const promotion = { type: 'coupon', coupon: (await world.coupon({ percent_off: 25 })).id } as const
    const code = world.unique('WELCOME').replaceAll('-', '')
    const first = await world.stripe.promotionCodes.create({ promotion, code })
    await rejected(world.stripe.promotionCodes.create({ promotion, code: code.toLowerCase() }), invalid())
    await world.stripe.promotionCodes.update(first.id, { active: false })
    has(await world.stripe.promotionCodes.create({ promotion, code }), { active: true })
  }),
  claim('is found by its code', 'N23 PromotionCodeListParams', async (world) => {
    const promotion = { type: 'coupon', coupon: (await world.coupon({ percent_off: 25 })).id } as const
    const code = world.unique('FIND').replaceAll('-', '')
    const { id } = await world.stripe.promotionCodes.create({ promotion, code })
    same(
      (await world.stripe.promotionCodes.list({ code })).data.map((one) => one.id),
      [id],
    )
  }),
  claim('needs an existing coupon', 'GK resource_missing', async ({ stripe }) => {
    const promotion = { type: 'coupon', coupon: 'none' } as const
    await rejected(stripe.promotionCodes.create({ promotion }), missing())
  }),
  claim('discounts a subscription and is referenced by the discount', 'N23 Discounts', async (world) => {
    const coupon = await world.coupon({ percent_off: 50, duration: 'forever' })
    const code = await world.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id } })
    const { subscription } = await world.subscriber(1000, { discounts: [{ promotion_code: code.id }] })
    same((await world.latestInvoice(subscription)).total, 500)
    const { discounts } = await world.reread(subscription, ['discounts'])
    has(discounts, [{ promotion_code: code.id, source: { type: 'coupon', coupon: coupon.id } }])
  }),
  claim('cannot be used while inactive', 'GK promotion codes', async (world) => {
    const coupon = await world.coupon({ percent_off: 50 })
    const code = await world.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id } })
    await world.stripe.promotionCodes.update(code.id, { active: false })
    await rejected(world.subscriber(1000, { discounts: [{ promotion_code: code.id }] }), invalid())
  }),
  claim('can be limited to one customer', 'N23 PromotionCodeCreateParams.customer', async (world) => {
    const [owner, other, price] = [await world.customer(), await world.customer(), await world.price(1000)]
    const coupon = await world.coupon({ percent_off: 50 })
    const promotion = { type: 'coupon', coupon: coupon.id } as const
    const code = await world.stripe.promotionCodes.create({ promotion, customer: owner.id })
    await rejected(world.subscribe(other, price, { discounts: [{ promotion_code: code.id }] }), invalid())
    has(await world.subscribe(owner, price, { discounts: [{ promotion_code: code.id }] }), { status: 'active' })
  }),
  claim('can require a minimum amount', 'N23 PromotionCode.restrictions', async (world) => {
    const coupon = await world.coupon({ percent_off: 50 })
    const restrictions = { minimum_amount: 5000, minimum_amount_currency: 'usd' }
    const promotion = { type: 'coupon', coupon: coupon.id } as const
    has(await world.stripe.promotionCodes.create({ promotion, restrictions }), { restrictions })
  }),
]
