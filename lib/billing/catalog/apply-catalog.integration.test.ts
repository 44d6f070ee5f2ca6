import { afterAll, beforeEach, expect, it } from 'vitest'
import { openShop, standIn } from '@/dev/testing/shop'
import { db } from '@/lib/db'
import { productIdOf, promotionCodes, retentionCoupon } from '../plans'
import { stripe } from '../stripe/client'
import { applyCatalog } from './apply-catalog'
import { getCatalog } from './catalog'

beforeEach(openShop)
afterAll(() => standIn.close())

const plan = () => applyCatalog({ dryRun: true })
const actionOn = async (kind: string) => (await plan()).find((change) => change.kind === kind)?.action

it('changes nothing on a second run', async () => {
  expect((await plan()).filter(({ action }) => action !== 'keep')).toEqual([])
})

it('restores a portal setting that was changed in the dashboard', async () => {
  const { portalConfigurationId } = await getCatalog()
  const features = { subscription_cancel: { enabled: false } }
  await stripe().billingPortal.configurations.update(portalConfigurationId ?? '', { features })
  expect(await actionOn('portal_configuration')).toBe('update')
  await openShop()
  expect(await actionOn('portal_configuration')).toBe('keep')
})

it('updates a product’s description when its plan changes', async () => {
  await stripe().products.update(productIdOf('pro'), { marketing_features: [{ name: 'An old feature' }] })
  expect(await actionOn('product')).toBe('update')
  await openShop()
  expect(await actionOn('product')).toBe('keep')
})

it('rejects a coupon with the same id and different terms', async () => {
  const { id, name } = retentionCoupon
  await stripe().coupons.del(id)
  await stripe().coupons.create({ id, name, percent_off: 5, duration: 'once' })
  await expect(plan()).rejects.toThrow('has different terms in Stripe')
  await stripe().coupons.del(id)
})

it('moves a promotion code to its new coupon', async () => {
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
