import 'server-only'
import { cache } from 'react'
import { db } from '@/lib/db'
import { AppError } from '@/lib/errors'
import type { CatalogEntry } from '@/lib/generated/prisma/client'
import { log } from '@/lib/log'
import type { Policy } from '../model'
import { currentPlanKey, type Interval, isInterval, type PaidPlanKey } from '../plans'
import { graceDays } from '../policy'
import { type GrantedPlan, grantedPlan } from './granted-plan'

export type CatalogKind = 'account' | 'product' | 'price' | 'coupon' | 'promotion_code' | 'portal_configuration'

/** The Stripe ids of the catalog's objects, as recorded by `npm run billing -- apply`. */
export type Catalog = {
  /** The Stripe account that the catalog was applied to; null if unknown. */
  accountId: string | null
  /** The key of the plan that a product belongs to, even if the product or plan has been replaced; otherwise null. */
  planOf: (productId: string) => string | null
  /** The ids of all current and past products of the plan. */
  productsOf: (plan: string) => string[]
  /** What a plan grants. Takes a key from `planOf` or from a stored entitlement. */
  grantedBy: (plan: string) => GrantedPlan
  /** The plan and interval of a current or past price; otherwise null. */
  offerOf: (priceId: string) => { plan: string; interval: Interval } | null
  /** The id of the current price. Throws `AppError('unavailable')` if the catalog was never applied. */
  priceId: (plan: PaidPlanKey, interval: Interval) => string
  portalConfigurationId: string | null
  retentionCouponId: string | null
  /** Stripe's ID for a promotion code; null if the code is unknown. */
  promotionCodeId: (code: string) => string | null
}

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

/** Creates the policy that `project` uses from the catalog. */
export function policyFrom(catalog: Catalog): Policy {
  return { graceDays, rankOf: (plan) => catalog.grantedBy(plan).rank, planOf: catalog.planOf }
}
