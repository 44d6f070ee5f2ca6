import { vi } from 'vitest'
import type { Interval, Plan } from '@/lib/billing/plans'
import { product } from '@/lib/product'

export type PlanEntries = Record<string, Omit<Plan, 'key'>>

/**
 * Reloads the product as if a deployment had changed lib/billing/plans.ts, with the same database and Stripe.
 *
 * @param entries the content of `plans`
 * @param idPrefix prefix of the product and price IDs
 */
export async function deploy(entries: PlanEntries, idPrefix: string = product.idPrefix) {
  vi.resetModules()
  vi.doMock('@/lib/billing/plans', async (importOriginal) => {
    const original = await importOriginal<typeof import('@/lib/billing/plans')>()
    const plans = original.definePlans(entries)
    return {
      ...original,
      ...original.indexPlans(plans),
      plans,
      productIdOf: (plan: string) => `${idPrefix}_${plan}`,
      lookupKeyOf: (plan: string, interval: Interval) => `${idPrefix}_${plan}_${interval}ly`,
    }
  })
  const [billing, catalog, operations, doctor, seed, start] = await Promise.all([
    import('@/lib/billing'),
    import('@/lib/billing/catalog'),
    import('@/lib/billing/operations'),
    import('@/lib/billing/operations/doctor'),
    import('@/prisma/seed/index'),
    import('../start/prepare'),
  ])
  return { ...billing, ...catalog, ...operations, ...doctor, ...seed, ...start }
}
