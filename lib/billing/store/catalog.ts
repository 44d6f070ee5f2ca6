import 'server-only'
import { cache } from 'react'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import type { CatalogEntry } from '@/lib/generated/prisma/client'
import { log } from '@/lib/log'
import { type Catalog, grantedPlan } from '../model'
import { currentPlanKey, type Interval, isInterval } from '../plans'

export type CatalogKind = 'account' | 'product' | 'price' | 'coupon' | 'promotion_code' | 'portal_configuration'

/** An object in the catalog, and what `apply` does (or would do) with it in Stripe. */
export type Change = { kind: CatalogKind; name: string; action: 'create' | 'update' | 'keep' }

/** Reads the catalog's Stripe ids. Runs one SQL statement per request and makes no Stripe calls. */
export const getCatalog = cache(async (): Promise<Catalog> => {
  // Include replaced products and prices, which existing subscriptions may still use.
  const rows = await db().catalogEntry.findMany({
    where: { OR: [{ isCurrent: true }, { kind: { in: ['product', 'price'] } }] },
    orderBy: [{ isCurrent: 'desc' }, { updatedAt: 'desc' }],
  })
  const currentId = (kind: CatalogKind, key: string) =>
    rows.find((row) => row.isCurrent && row.kind === kind && row.key === key)?.stripeId ?? null
  const entryOf = (kind: CatalogKind, stripeId: string) =>
    rows.find((row) => row.kind === kind && row.stripeId === stripeId)
  return {
    accountId: currentId('account', 'default'),
    planOf: (productId) => {
      const entry = entryOf('product', productId)
      return entry ? currentPlanKey(entry.key) : null
    },
    productsOf: (plan) =>
      rows.filter(({ kind, key }) => kind === 'product' && currentPlanKey(key) === plan).map((row) => row.stripeId),
    grantedBy: (plan) => {
      const key = currentPlanKey(plan)
      return grantedPlan(key, rows.find((row) => row.kind === 'product' && row.key === key)?.data)
    },
    offerOf: (priceId) => offerIn(entryOf('price', priceId)),
    priceId: (plan, interval) => currentId('price', priceEntryKey(plan, interval)) ?? notApplied(plan, interval),
    portalConfigurationId: currentId('portal_configuration', 'default'),
    retentionCouponId: currentId('coupon', 'retention'),
    promotionCodeId: (code) => currentId('promotion_code', code.trim().toUpperCase()),
  }
})

function offerIn(entry: CatalogEntry | undefined): ReturnType<Catalog['offerOf']> {
  const [plan = '', interval = ''] = entry?.key.split(':') ?? []
  return plan && isInterval(interval) ? { plan: currentPlanKey(plan), interval } : null
}

function notApplied(plan: string, interval: string): never {
  log().error({ plan, interval }, 'price does not exist in Stripe: run `npm run billing -- apply`')
  throw new AppError('unavailable', 'Plans aren’t available right now. Try again later.')
}

/** Returns the key of a price's catalog entry. */
export function priceEntryKey(plan: string, interval: Interval): string {
  return `${plan}:${interval}`
}

/** Records the Stripe id of a catalog object. Replaced ids remain in the table. */
export async function recordCatalogEntry(
  kind: CatalogKind,
  key: string,
  stripeId: string,
  data: object,
): Promise<void> {
  const row = { kind, key, stripeId }
  await db().$transaction([
    db().catalogEntry.updateMany({
      where: { kind, key, stripeId: { not: stripeId }, isCurrent: true },
      data: { isCurrent: false },
    }),
    db().catalogEntry.upsert({
      where: { kind_key_stripeId: row },
      create: { ...row, data },
      update: { data, isCurrent: true },
    }),
  ])
}
