import { afterAll, beforeEach, expect, it } from 'vitest'
import { openShop, standIn } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { productIdOf, promotionCodes, retentionCoupon } from '../plans'
import { stripe } from '../stripe/client'
import { applyCatalog } from './apply-catalog'

beforeEach(openShop)
afterAll(() => standIn.close())

const plan = () => applyCatalog({ dryRun: true })
const actionOn = async (kind: string) => (await plan()).find((change) => change.kind === kind)?.action

it('a second run keeps everything; the portal’s configuration is written each time', async () => {
  const changes = (await plan()).filter(({ action }) => action !== 'keep')
  expect(changes).toEqual([{ kind: 'portal_configuration', name: 'customer portal', action: 'update' }])
})

it('what a plan says about itself is brought up to date', async () => {
  await stripe().products.update(productIdOf('pro'), { marketing_features: [{ name: 'A thing of the past' }] })
  expect(await actionOn('product')).toBe('update')
  await openShop()
  expect(await actionOn('product')).toBe('keep')
})

it('a coupon with other terms is not taken for the one that is wanted', async () => {
  const { id, name } = retentionCoupon
  await stripe().coupons.del(id)
  await stripe().coupons.create({ id, name, percent_off: 5, duration: 'once' })
  await expect(plan()).rejects.toThrow('has other terms at Stripe')
  await stripe().coupons.del(id)
})

it('a promotion code moves to the coupon that it now stands for', async () => {
  const code = promotionCodes[0].code
  const [old] = (await stripe().promotionCodes.list({ code, active: true })).data
  await stripe().promotionCodes.update(old?.id ?? '', { active: false })
  const other = await stripe().coupons.create({ percent_off: 5, duration: 'once' })
  await stripe().promotionCodes.create({ code, promotion: { type: 'coupon', coupon: other.id } })
  expect(await actionOn('promotion_code')).toBe('create')
  await openShop()
  const inUse = (await stripe().promotionCodes.list({ code, active: true })).data
  expect(inUse.map(({ promotion }) => promotion.coupon)).toEqual([promotionCodes[0].coupon.id])
  const entry = await db().catalogEntry.findFirst({ where: { kind: 'promotion_code', key: code, isCurrent: true } })
  expect(entry?.stripeId).toBe(inUse[0]?.id)
})
