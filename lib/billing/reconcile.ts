import 'server-only'
import { db } from '@/lib/db'
import { drainBilling } from './drain'

export type DriftReport = { checked: number; drifted: string[]; failed: number }

/**
 * Reads every customer from Stripe again and says whose stored state was behind. Zero is the right number: anything else
 * is the sign of a fault, not a statistic of repairs.
 *
 * @param now the present moment
 */
export async function reconcile(now: Date): Promise<DriftReport> {
  const before = await digests()
  await db().billingCustomer.updateMany({
    where: { stripeCustomerId: { not: null } },
    data: { dirtySeq: { increment: 1 }, nextAttemptAt: null },
  })
  await drainBilling(now)
  const after = await digests()
  const failed = await db().billingCustomer.count({ where: { attempts: { gt: 0 }, stripeCustomerId: { not: null } } })
  const drifted = [...after].filter(([id, digest]) => before.get(id) !== digest).map(([id]) => id)
  return { checked: after.size, drifted, failed }
}

async function digests(): Promise<Map<string, string>> {
  const rows = await db().billingCustomer.findMany({
    where: { stripeCustomerId: { not: null } },
    select: {
      id: true,
      entitlement: { select: { plan: true } },
      subscriptions: {
        select: { stripeSubscriptionId: true, status: true, items: true, cancelAt: true, cancelAtPeriodEnd: true },
        orderBy: { stripeSubscriptionId: 'asc' },
      },
    },
  })
  return new Map(rows.map(({ id, ...state }) => [id, JSON.stringify(state)]))
}
