import 'server-only'
import { db } from '@/lib/db'
import { endedStatuses } from '../model'
import { isPlanKey } from '../plans'
import { getCatalog } from './catalog'

/** Messages about live subscriptions without a plan, each with a way to fix the problem. */
export type LostPlans = {
  /** The plan is no longer in lib/billing/plans.ts. Its subscribers keep only what `apply` recorded. */
  deleted: string[]
  /** The product was never recorded. The subscription grants nothing, although the customer pays. */
  unknown: string[]
}

/** Finds live subscriptions without a plan in lib/billing/plans.ts. Reads only the database. */
export async function findLostPlans(): Promise<LostPlans> {
  const [catalog, rows] = await Promise.all([getCatalog(), countLiveProducts()])
  const deleted = new Map<string, number>()
  const unknown = new Map<string, number>()
  for (const { products, subscriptions } of rows) {
    const plans = products.map(catalog.planOf).filter((plan) => plan !== null)
    if (plans.some(isPlanKey)) continue
    const [plan] = plans
    if (plan) add(deleted, plan, subscriptions)
    else add(unknown, products.join(', '), subscriptions)
  }
  return {
    deleted: [...deleted].map(([plan, count]) => deletedMessage(plan, count)),
    unknown: [...unknown].map(([products, count]) => unknownMessage(products, count)),
  }
}

/** Throws an Error if a live subscription's plan is no longer in lib/billing/plans.ts. */
export async function requireNoDeletedPlans(): Promise<void> {
  const { deleted } = await findLostPlans()
  if (deleted.length > 0) throw new Error(deleted.join('\n'))
}

function add(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count)
}

function deletedMessage(plan: string, count: number): string {
  return (
    `${live(count)} on the plan "${plan}", which is no longer in lib/billing/plans.ts. To stop selling the plan, restore its ` +
    `entry with isRetired: true. If you renamed it, add formerKeys: ['${plan}'] to the entry with the new key.`
  )
}

function unknownMessage(products: string, count: number): string {
  return (
    `${live(count)} for a product that \`apply\` has not recorded (${products}), so it grants no plan. If the id prefix ` +
    'was changed, set the old prefix, run `npm run billing -- apply`, set the new prefix, and run it again.'
  )
}

function live(count: number): string {
  return count === 1 ? '1 live subscription is' : `${count} live subscriptions are`
}

/**
 * Counts the live subscriptions of all teams by product, with one SQL statement.
 *
 * @returns one row per set of product ids
 */
function countLiveProducts(): Promise<{ products: string[]; subscriptions: number }[]> {
  return db().$queryRaw`
    SELECT "products", count(*)::int AS "subscriptions" FROM (
      SELECT ARRAY(SELECT DISTINCT item->>'productId' FROM jsonb_array_elements("items") item ORDER BY 1) AS "products"
      FROM "Subscription" WHERE "absentSince" IS NULL AND "status" <> ALL(${endedStatuses})
    ) "live" GROUP BY "products" ORDER BY "products"`
}
