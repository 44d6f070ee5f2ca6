import 'server-only'
import { db } from '@/lib/db'
import { endedStatuses } from '../model'

/**
 * Counts the live subscriptions of all teams by product, with one SQL statement.
 *
 * @returns one row per set of product ids
 */
export function countLiveProducts(): Promise<{ products: string[]; subscriptions: number }[]> {
  return db().$queryRaw`
    SELECT "products", count(*)::int AS "subscriptions" FROM (
      SELECT ARRAY(SELECT DISTINCT item->>'productId' FROM jsonb_array_elements("items") item ORDER BY 1) AS "products"
      FROM "Subscription" WHERE "absentSince" IS NULL AND "status" <> ALL(${endedStatuses})
    ) "live" GROUP BY "products" ORDER BY "products"`
}
