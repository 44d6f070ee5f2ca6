import 'server-only'
import { cache } from 'react'
import { z } from 'zod'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import { log } from '@/lib/log'
import type { Catalog } from '../model'
import { type Interval, intervals, type PaidPlanKey, paidPlanKeys } from '../plans'

export type CatalogKind = 'account' | 'product' | 'price' | 'coupon' | 'promotion_code' | 'portal_configuration'

/** One thing that Stripe should have, and what is (or would be) done about it. */
export type Change = { kind: CatalogKind; name: string; action: 'create' | 'update' | 'keep' }

const productData = z.object({ plan: z.enum(paidPlanKeys) })

/** Reads the catalogue's ids: one SQL statement for each request, no Stripe call. */
export const getCatalog = cache(async (): Promise<Catalog> => {
  const rows = await db().catalogEntry.findMany()
  const find = (kind: CatalogKind, key: string) =>
    rows.find((row) => row.kind === kind && row.key === key)?.stripeId ?? null
  const planByProduct = new Map<string, PaidPlanKey>()
  for (const row of rows) {
    if (row.kind === 'product') planByProduct.set(row.stripeId, productData.parse(row.data).plan)
  }
  return {
    accountId: find('account', 'default'),
    planOf: (productId) => planByProduct.get(productId) ?? null,
    offerOf: (priceId) => {
      const offers = paidPlanKeys.flatMap((plan) => intervals.map((interval) => ({ plan, interval })))
      return offers.find((offer) => find('price', priceEntryKey(offer.plan, offer.interval)) === priceId) ?? null
    },
    priceId: (plan, interval) => find('price', priceEntryKey(plan, interval)) ?? notApplied(plan, interval),
    portalConfigurationId: find('portal_configuration', 'default'),
    retentionCouponId: find('coupon', 'retention'),
    promotionCodeId: (code) => find('promotion_code', code.trim().toUpperCase()),
  }
})

function notApplied(plan: string, interval: string): never {
  log().error({ plan, interval }, 'this price is not in Stripe yet: run `npm run billing -- apply`')
  throw new AppError('unavailable', 'Plans cannot be bought at the moment. Please try again later.')
}

/** The key under which a price is recorded. */
export function priceEntryKey(plan: PaidPlanKey, interval: Interval): string {
  return `${plan}:${interval}`
}

/** Records where an object of the catalogue lives in Stripe. */
export async function recordCatalogEntry(
  kind: CatalogKind,
  key: string,
  stripeId: string,
  data: object,
): Promise<void> {
  const row = { stripeId, data }
  await db().catalogEntry.upsert({ where: { kind_key: { kind, key } }, create: { kind, key, ...row }, update: row })
}
